internal import CF
internal import Execution
internal import Zarr

/// The coordinates of a dataset in a distant store, read beside each other before they are wanted one by one: each would
/// cost a round trip of its own, or three where its chunks are found through other objects.
///
/// A fault of one of them is reported where it is used, and the budget of the opening counts it when it is taken, as if it
/// were read then.
final class CoordinatesAhead {
    /// Reads under way at a time: all of most datasets.
    private static let width = 16
    /// Coordinates that are read ahead, and bytes that all of them may take meanwhile: the long ones are worth a round
    /// trip.
    private static let most = 64
    private static let maxBytes = 16 << 20
    /// Chunks of one of them.
    private static let maxChunks = 64
    /// Variables whose chunks are about to be read.
    private static let maxPrepared = 8

    private var outcomes: [String: Result<Values, any Error>] = [:]

    /// Nothing is read of a store that is near.
    init() {}

    /// Reads those of `candidates` that are small enough, and prepares the reading of `variables`.
    ///
    /// - Throws: `Failure` when there is no time or memory left, or the client is gone.
    func read(
        _ candidates: [StoredVariable],
        thenOf variables: [StoredVariable],
        budget: OpeningBudget
    ) throws {
        let reads = Self.affordable(candidates, budget)
        let prepared = variables.filter(\.array.isDistant).prefix(Self.maxPrepared).map(\.array)
        guard reads.count + prepared.count > 1 else { return }
        let bytes = reads.reduce(0) { PlannedRead.sum($0, CoordinateReader.transientBytes($1)) }
        let found = Monitor([String: Result<Values, any Error>]())
        try budget.reading(bytes) {
            try JointWaiting.run(reads.count + prepared.count, width: Self.width, context: budget.context) {
                index,
                context in
                if index < reads.count {
                    let outcome = Result { try CoordinateReader.unpacked(reads[index], context: context) }
                    found.withLock { $0[Self.name(reads[index].stored)] = outcome }
                } else {
                    try? prepared[index - reads.count].prepare(context: context)
                }
            }
        }
        outcomes = found.withLock { $0 }
    }

    /// Whether it was read, and not taken yet.
    func holds(_ variable: StoredVariable) -> Bool { outcomes[Self.name(variable)] != nil }

    /// What reading a coordinate has come to, once; nil where it was not read.
    func take(_ variable: StoredVariable) -> Result<Values, any Error>? {
        outcomes.removeValue(forKey: Self.name(variable))
    }

    /// Groups have coordinates of the same name.
    private static func name(_ variable: StoredVariable) -> String { variable.array.metadata.path }

    /// What will be wanted for `variables`: the positions along their dimensions, the bounds and the constants of these, scalars, and meshes
    /// unless their indexes are kept, which may be there.
    static func wanted(
        for variables: [StoredVariable],
        _ arrays: ArrayCatalogue,
        _ holders: CoordinateVariables,
        keepsIndexes: Bool
    ) -> [StoredVariable] {
        var dimensions: Set<String> = []
        return variables.flatMap { variable -> [StoredVariable] in
            let new = variable.dimensions.filter { dimensions.insert($0.name).inserted }
            let positions = new.compactMap { holders[$0.name] }.filter { !$0.isListOfPixels }
            let bounds = positions.flatMap { holder in
                let attributes = CFAttributes(holder.attributes)
                return ["climatology", "bounds"].compactMap { attributes.text($0).flatMap { arrays[$0] } }
            }
            let scalars = CFAttributes(variable.attributes).names("coordinates").compactMap { arrays[$0] }
                .filter { $0.shape.allSatisfy { $0 == 1 } }
            let constants = positions.flatMap {
                Self.constants(ofFormulaIn: CFAttributes($0.attributes), arrays)
            }
            let mesh = keepsIndexes ? nil : CFAttributes(variable.attributes).text("mesh")
            let meshes = mesh.map { MeshSource.arrays(ofMesh: $0, arrays) }
            return positions + bounds + scalars + constants + (meshes ?? [])
        }
    }

    /// Terms of a formula of levels that are single numbers.
    private static func constants(ofFormulaIn attributes: CFAttributes, _ arrays: ArrayCatalogue)
        -> [StoredVariable]
    {
        attributes.names("formula_terms").flatMap { $0.split(separator: ":") }
            .compactMap { arrays[String($0)] }.filter(\.shape.isEmpty)
    }

    /// Whole reads of distant coordinates, as many as fit, each once.
    private static func affordable(_ candidates: [StoredVariable], _ budget: OpeningBudget) -> [PlannedRead] {
        var (reads, seen, bytes) = ([PlannedRead](), Set<String>(), 0)
        for variable in candidates where variable.array.isDistant && reads.count < most {
            guard seen.insert(name(variable)).inserted else { continue }
            let read = CoordinateReader.whole(variable)
            let more = PlannedRead.sum(bytes, CoordinateReader.transientBytes(read))
            guard let cost = ReadCost(read), cost.chunks <= maxChunks, more <= maxBytes,
                budget.couldHold(more)
            else { continue }
            bytes = more
            reads.append(read)
        }
        return reads
    }
}
