internal import Execution
internal import Glibc

extension Supervisor {
    /// A file without any dataset, where there were some, is one that an editor or a full disk has emptied.
    private static func check(_ fresh: LoadedConfiguration, after running: LoadedConfiguration) throws {
        guard fresh.configuration.datasets.isEmpty, fresh.configuration.publish.isEmpty,
            !running.configuration.datasets.isEmpty
        else { return }
        throw ConfigurationError(
            file: fresh.path,
            line: nil,
            problem: "has no datasets any more: to serve none, restart the service"
        )
    }

    /// Reads the configuration again.
    ///
    /// One that is right is taken over as soon as no more than one generation of workers
    /// lives, of one that is broken nothing is.
    ///
    /// - Returns: what is wrong with it; nil for nothing.
    mutating func loadAnew() -> String? {
        do {
            let fresh = try reload()
            try Self.check(fresh.loaded, after: loaded)
            text = try fresh.loaded.frozen(after: text)
            loaded = fresh.loaded
            launcher.gate = fresh.gate
        } catch {
            let cause = "\(error)"
            refusal = cause
            board?[.refusedReloads] += 1
            OperationsLog.event("not_reloaded", [("cause", cause)])
            return cause
        }
        refusal = nil
        generation += 1
        mustRoll = true
        board?[.reloads] += 1
        OperationsLog.event("reloaded", [("generation", String(generation))])
        manager?.reloading()
        DescriptorLimit.raise(for: loaded.configuration).report()
        // What killed workers may not do so any more.
        board?.removeNotes()
        board?.removeRefusals()
        sockets.setBacklogs(loaded.configuration.server.backlog)
        return nil
    }

    /// Begins to replace the workers of the configuration before, unless those of one still earlier live.
    mutating func roll() {
        guard mustRoll, olderGenerations.count <= 1 else { return }
        mustRoll = false
        for index in slots.indices where slots[index].current.map({ $0.generation < generation }) ?? true {
            if let old = slots[index].replace() { dismiss(old) }
        }
        let counts = loaded.configuration.server.workers
        while slots.count > counts.most {
            var extra = slots.removeLast()
            for worker in extra.takeAll() { dismiss(worker) }
        }
        while slots.count < counts.least { slots.append(WorkerSlot()) }
    }

    /// Those before the newest of which workers live.
    private var olderGenerations: Set<Int> {
        let all = slots.flatMap(\.workers).map(\.generation) + leaving.values.map(\.generation)
        return Set(all.filter { $0 < generation })
    }

    /// Whether the workers of the newest configuration have taken over.
    var hasRolled: Bool {
        !mustRoll
            && slots.allSatisfy { slot in
                guard let worker = slot.current, slot.predecessor == nil else { return false }
                return worker.generation == generation && answers(worker)
            }
    }
}
