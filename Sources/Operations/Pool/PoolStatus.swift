internal import JSON

/// What a supervisor says of its pool.
struct PoolStatus: Equatable {
    struct Worker: Equatable {
        var pid: Int
        var generation: Int
        /// It has shown that it takes requests.
        var answers: Bool
        var livedSeconds: Int
        /// Bytes that it has for itself.
        var memory: Int
        /// Threads with a request in hand, by group.
        var busy: [Int]
        /// Requests that it has begun.
        var begun: Int
        /// What these had waited together.
        var waitedSeconds: Double
    }

    /// A request over which workers died.
    struct Suspect: Equatable {
        var fingerprint: String
        var request: String
        var deaths: Int
        /// 0 for one that may be tried.
        var refusedSeconds: Int
    }

    /// Deaths before that are history.
    static let recentSeconds = 300.0
    /// Threads of all workers that there may be: beyond this there is no more to be had.
    static let fullShare = 0.95

    var pid: Int
    var generation: Int
    /// Workers of an earlier configuration have not been replaced yet, or some do not answer yet.
    var isRolling = false
    /// How many workers there should be now, and may be.
    var wanted = 0
    var least = 0
    var most = 0
    /// Workers that finish what they have in hand.
    var leaving = 0
    var memoryLimit = 0
    /// Threads of each worker, by group.
    var threads: [Int] = []
    var workers: [Worker] = []
    var deaths = 0
    var recentDeaths = 0
    /// Datasets that fail, by the worker that knows of the most; and the names of some.
    var failing = 0
    var failingNames: [String] = []
    /// Whether some worker cannot have the keys by which people sign in.
    var loginFails = false
    var suspects: [Suspect] = []
    /// Why the configuration was not taken over, if the last attempt failed.
    var notReloaded: String?
    /// `up`, `down` or `unknown`: the store in which hosts count together; nil where there is none.
    var quotaStore: String?

    init(pid: Int, generation: Int) {
        (self.pid, self.generation) = (pid, generation)
    }

    /// Of the threads for maps and points, or of those for data, the part that is busy, whichever is more: of all workers
    /// that there may be.
    var busyRatio: Double {
        let groups = ListeningSocket.Group.allCases.enumerated().filter { $0.element != .control }
        return groups.map { index, _ in
            let threads = threads.indices.contains(index) ? threads[index] * most : 0
            let busy = workers.reduce(0) { $0 + ($1.busy.indices.contains(index) ? $1.busy[index] : 0) }
            return threads == 0 ? 0 : Double(busy) / Double(threads)
        }.max() ?? 0
    }

    /// Seconds that a request had waited on the average, of those that living workers have begun.
    var meanWaitSeconds: Double {
        let begun = workers.reduce(0) { $0 + $1.begun }
        return begun == 0 ? 0 : workers.reduce(0) { $0 + $1.waitedSeconds } / Double(begun)
    }
}

/// What a supervisor says when it was asked to reload.
struct ReloadVerdict: Equatable {
    let generation: Int
    /// Nil when the configuration was right.
    let problem: String?

    /// A text in an answer: the rest of it must have room beside.
    private static let maxProblem = 16_384
}

extension ReloadVerdict {
    var json: String {
        let object = JSONObject([
            ("generation", JSONValue(generation)),
            ("problem", problem.map { .string(String($0.prefix(Self.maxProblem))) } ?? .null),
        ])
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    init?(json: String) {
        guard let value = try? JSONParser.parse(json), let generation = value["generation"]?.integerValue
        else {
            return nil
        }
        self.init(generation: Int(generation), problem: value["problem"]?.stringValue)
    }
}

extension PoolStatus {
    /// Names in an answer.
    private static let maxNames = 100

    var json: String {
        let workers = workers.map { worker in
            JSONValue.object(
                JSONObject([
                    ("pid", JSONValue(worker.pid)), ("generation", JSONValue(worker.generation)),
                    ("answers", .bool(worker.answers)), ("lived_seconds", JSONValue(worker.livedSeconds)),
                    ("memory", JSONValue(worker.memory)), ("busy", .array(worker.busy.map { JSONValue($0) })),
                    ("requests", JSONValue(worker.begun)),
                    ("waited_seconds", JSONValue(worker.waitedSeconds)),
                ])
            )
        }
        let suspects = suspects.map { suspect in
            JSONValue.object(
                JSONObject([
                    ("fingerprint", .string(suspect.fingerprint)), ("request", .string(suspect.request)),
                    ("deaths", JSONValue(suspect.deaths)),
                    ("refused_seconds", JSONValue(suspect.refusedSeconds)),
                ])
            )
        }
        let object = JSONObject([
            ("pid", JSONValue(pid)), ("generation", JSONValue(generation)), ("rolling", .bool(isRolling)),
            ("wanted", JSONValue(wanted)), ("min", JSONValue(least)), ("max", JSONValue(most)),
            ("leaving", JSONValue(leaving)), ("memory_limit", JSONValue(memoryLimit)),
            ("groups", JSONValue(ListeningSocket.Group.names)),
            ("threads", .array(threads.map { JSONValue($0) })), ("busy_ratio", JSONValue(busyRatio)),
            ("mean_wait_seconds", JSONValue(meanWaitSeconds)), ("workers", .array(workers)),
            ("deaths", JSONValue(deaths)), ("recent_deaths", JSONValue(recentDeaths)),
            ("failing", JSONValue(failing)),
            ("failing_datasets", JSONValue(Array(failingNames.prefix(Self.maxNames)))),
            ("login_fails", .bool(loginFails)),
            ("suspects", .array(suspects)),
            ("quota_store", quotaStore.map { .string($0) } ?? .null),
            ("not_reloaded", notReloaded.map { .string(String($0.prefix(4096))) } ?? .null),
        ])
        return String(decoding: JSONValue.object(object).bytes, as: UTF8.self)
    }

    /// Nil for what is no such text.
    init?(json: String) {
        guard let value = try? JSONParser.parse(json), let pid = value["pid"]?.integerValue,
            let generation = value["generation"]?.integerValue, let workers = value["workers"]?.arrayValue
        else { return nil }
        func number(_ key: String, in value: JSONValue) -> Int {
            value[key]?.integerValue.map { Int($0) } ?? 0
        }
        func numbers(_ key: String, in value: JSONValue) -> [Int] {
            value[key]?.arrayValue?.compactMap { $0.integerValue.map { Int($0) } } ?? []
        }
        self.init(pid: Int(pid), generation: Int(generation))
        isRolling = value["rolling"]?.boolValue ?? false
        (wanted, least, most) = (
            number("wanted", in: value), number("min", in: value), number("max", in: value)
        )
        (leaving, memoryLimit) = (number("leaving", in: value), number("memory_limit", in: value))
        threads = numbers("threads", in: value)
        (deaths, recentDeaths) = (number("deaths", in: value), number("recent_deaths", in: value))
        failing = number("failing", in: value)
        failingNames = value["failing_datasets"]?.arrayValue?.compactMap(\.stringValue) ?? []
        loginFails = value["login_fails"]?.boolValue ?? false
        notReloaded = value["not_reloaded"]?.stringValue
        quotaStore = value["quota_store"]?.stringValue
        self.workers = workers.map { worker in
            Worker(
                pid: number("pid", in: worker),
                generation: number("generation", in: worker),
                answers: worker["answers"]?.boolValue ?? false,
                livedSeconds: number("lived_seconds", in: worker),
                memory: number("memory", in: worker),
                busy: numbers("busy", in: worker),
                begun: number("requests", in: worker),
                waitedSeconds: worker["waited_seconds"]?.doubleValue ?? 0
            )
        }
        suspects = (value["suspects"]?.arrayValue ?? []).map { suspect in
            Suspect(
                fingerprint: suspect["fingerprint"]?.stringValue ?? "",
                request: suspect["request"]?.stringValue ?? "",
                deaths: number("deaths", in: suspect),
                refusedSeconds: number("refused_seconds", in: suspect)
            )
        }
    }
}
