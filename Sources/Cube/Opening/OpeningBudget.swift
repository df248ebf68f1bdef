internal import Execution
internal import Failures
internal import Zarr

/// What opening one dataset may read and hold: bounds of its own, which are those of any request unless an operator says
/// otherwise of coordinates, and the worker's memory.
///
/// Every read while a dataset is opened is allowed here first; what is over a limit is not read, and a
/// finding says so. Used by the one thread that opens.
final class OpeningBudget {
    let datasetName: String
    let context: WorkContext
    /// Where indexes are kept for all workers of the host.
    let indexes: IndexShelf?
    let prints: OpeningPrints
    /// What opening reads at most: not what the operator lets requests read, which may be less than a grid needs.
    private static let bounds = Limits()
    /// Coordinates as small as the metadata beside them are not counted in the ledger.
    private static let uncountedBytes = 16 << 10

    private let coordinateBytes: Int
    private let ledger: MemoryLedger
    private var held: [Reservation] = []
    private var heldBytes = 0
    private var files: [SectionFile] = []
    private var cost = ReadCost()
    private(set) var findings: [Finding] = []
    private var excess: Excess?
    /// By the array's path: what is damaged is read once.
    private var damages: [String: DamagedCoordinate] = [:]

    init(
        datasetName: String,
        limits: Limits,
        ledger: MemoryLedger,
        indexes: IndexShelf? = nil,
        context: WorkContext
    ) {
        self.datasetName = datasetName
        self.indexes = indexes
        self.context = context
        prints = OpeningPrints(context: context)
        coordinateBytes = limits.coordinateBytes
        self.ledger = ledger
    }

    /// What is held so far.
    var memory: CoordinateMemory { CoordinateMemory(bytes: heldBytes, held, files: files) }

    /// Bytes that all coordinates together may hold: the limit, or what one dataset may have of the worker's memory.
    private var maxBytes: Int { min(coordinateBytes, ledger.maxHeld + Self.uncountedBytes) }

    /// Which of the two it is.
    private var holder: Limits.Name { coordinateBytes <= maxBytes ? .coordinateBytes : .memory }

    /// Bytes that reading may take for the moment, when nothing else is read.
    var transientBytes: Int { ledger.budget }

    /// Bytes that could be held beside what is.
    var left: Int { max(maxBytes - heldBytes, 0) }

    /// Whether so many bytes more could be held.
    func couldHold(_ bytes: Int) -> Bool { bytes <= maxBytes - heldBytes }

    /// Takes memory for the dataset's life; false, with a finding, where that is over the limit.
    ///
    /// - Throws: `Failure.busy` when other datasets hold too much until the deadline.
    func hold(_ bytes: Int, for subject: String) throws(Failure) -> Bool {
        guard bytes <= maxBytes - heldBytes else {
            refuse(subject, holder, allowed: maxBytes - heldBytes, requested: bytes)
            return false
        }
        let counted = max(heldBytes + bytes - max(heldBytes, Self.uncountedBytes), 0)
        do {
            if counted > 0 { held.append(try ledger.hold(counted, context: context)) }
        } catch {
            throw Failure(error, context: context)
        }
        heldBytes += bytes
        return true
    }

    /// Something of which more was wanted than a limit leaves.
    struct Excess {
        let limit: Limits.Name
        var allowed, requested: Int
        /// What was held by then, of what is held for good.
        fileprivate var held: Int?

        /// With what was held since `start` bytes were.
        fileprivate func since(_ start: Int) -> Excess {
            let more = max((held ?? start) - start, 0)
            return Excess(
                limit: limit,
                allowed: PlannedRead.sum(allowed, more),
                requested: PlannedRead.sum(requested, more)
            )
        }
    }

    /// What `body` makes, and what was over a limit meanwhile, the first of several, with what `body` held by then.
    func watching<Result>(_ body: () throws -> Result) rethrows -> (result: Result, excess: Excess?) {
        let (before, start) = (excess, heldBytes)
        excess = nil
        defer { excess = before ?? excess }
        return (try body(), excess?.since(start))
    }

    /// Tells those who watch that what somebody wants again was over a limit the first time.
    func recall(_ known: Excess?) { excess = excess ?? known }

    /// What was held at some moment.
    struct Mark {
        fileprivate let reservations: Int
        let bytes: Int
    }

    var mark: Mark { Mark(reservations: held.count, bytes: heldBytes) }

    /// Gives back what was taken since a moment, and counts a file that is mapped instead: its bytes are under the same limit,
    /// and no memory of this worker; false, with a finding, where they are over it.
    func exchange(since mark: Mark, for file: SectionFile, of subject: String) -> Bool {
        let bytes = file.byteCount
        held.removeLast(held.count - mark.reservations)
        heldBytes = mark.bytes
        guard couldHold(bytes) else {
            refuse(subject, holder, allowed: maxBytes - heldBytes, requested: bytes)
            return false
        }
        heldBytes += bytes
        files.append(file)
        return true
    }

    /// Takes memory for what a read leaves behind; false, with a finding, where that or the read is over a limit.
    func hold(_ bytes: Int, of read: PlannedRead) throws(Failure) -> Bool {
        guard bytes <= maxBytes - heldBytes else {
            refuse(read.stored.name, holder, allowed: maxBytes - heldBytes, requested: bytes)
            return false
        }
        guard try allows(read) else { return false }
        return try hold(bytes, for: read.stored.name)
    }

    /// Whether a read is within what one request may decode and fetch, together with all that came before it.
    func allows(_ read: PlannedRead) throws(Failure) -> Bool {
        do {
            try context.check()
        } catch {
            throw Failure(error, context: context)
        }
        guard let more = ReadCost(read) else {
            refuse(read.stored.name, .decodedBytes, allowed: Self.bounds.decodedBytes, requested: .max)
            return false
        }
        let sum = cost + more
        if let (name, requested) = Self.bounds.exceeded(by: sum) {
            let spent = cost[name] ?? 0
            refuse(read.stored.name, name, allowed: Self.bounds[name] - spent, requested: requested - spent)
            return false
        }
        cost = sum
        return true
    }

    /// Reads with the memory that this takes for the moment.
    func reading<Result>(_ bytes: Int, _ body: () throws -> Result) throws -> Result {
        try Failure.translating(dataset: datasetName, context: context) {
            let reservation = try ledger.reserve(min(bytes, ledger.budget), context: context)
            defer { withExtendedLifetime(reservation) {} }
            return try body()
        }
    }

    /// Works on what was read, until the deadline.
    func working<Result>(_ body: (WorkContext) throws -> Result) throws -> Result {
        try Failure.translating(dataset: datasetName, context: context) { try body(context) }
    }

    /// - Throws: what reading the array has met before, where it is damaged.
    func checkSoundness(of variable: StoredVariable) throws(DamagedCoordinate) {
        if let damage = damages[variable.array.metadata.path] { throw damage }
    }

    /// Reads an array with the memory that this takes for the moment; damage of it becomes a finding, once.
    ///
    /// - Throws: `DamagedCoordinate`; `Failure` when the store fails.
    func reading<Result>(
        _ variable: StoredVariable,
        _ bytes: Int,
        _ body: () throws -> Result
    ) throws -> Result {
        try checkSoundness(of: variable)
        prints.willRead(variable.array)
        return try reading(bytes) {
            do {
                return try body()
            } catch let error as ZarrError where error.isDamage {
                throw damaged(variable, error)
            }
        }
    }

    private func damaged(_ variable: StoredVariable, _ error: ZarrError) -> DamagedCoordinate {
        let failure = Failure(error, dataset: datasetName, context: context)
        let damage = DamagedCoordinate(name: variable.name, failure: failure)
        damages[variable.array.metadata.path] = damage
        let problem = MetadataProblem.damagedCoordinate(reason: "\(error)")
        findings.append(Finding(subject: variable.name, problem: problem))
        return damage
    }

    private func refuse(_ subject: String, _ limit: Limits.Name, allowed: Int, requested: Int) {
        let problem = MetadataProblem.coordinatesTooLarge(
            limit: limit,
            allowed: allowed,
            requested: requested
        )
        findings.append(Finding(subject: subject, problem: problem))
        let held = limit == .coordinateBytes || limit == .memory ? heldBytes : nil
        recall(Excess(limit: limit, allowed: allowed, requested: requested, held: held))
    }
}
