internal import Cube
internal import Execution
internal import Failures
internal import Grids

/// How long the texts of a dataset are, in bytes of UTF-8, for clients that make room for them (digest §2.2).
enum TextLengths {
    /// Arrays of more texts, or in more chunks, are not read for it.
    private static let maxTexts = 16_384
    private static let maxChunks = 16
    /// Memory for reading one array.
    private static let maxMemory = 8 << 20

    /// The lengths to tell, by name of a variable.
    ///
    /// That is the longest text that there is where reading is cheap, and at least what the type has room for; else
    /// the most that the type can hold. Texts that vary and are many have none.
    ///
    /// Arrays that cannot be read are left out, as no client gets their texts. Throws `Failure` for what passes.
    static func all(in inventory: DAP2Inventory, of dataset: Dataset, context: WorkContext) throws -> [String:
        Int]
    {
        var lengths: [String: Int] = [:]
        for declaration in inventory.declarations where declaration.array.stored.isText {
            let stored = declaration.array.stored
            let found = try longest(stored, dataset, context)
            lengths[stored.name] = found.map { max($0, stored.textWidth ?? 0) } ?? stored.longestText
        }
        return lengths
    }

    private static func longest(
        _ stored: StoredVariable,
        _ dataset: Dataset,
        _ context: WorkContext
    ) throws -> Int? {
        do {
            let plan = try dataset.bind([(stored, stored.shape.map { IndexRange(0..<$0) })])
            guard let read = plan.texts.first, read.readCount <= maxTexts, read.chunkCount <= maxChunks,
                ReadPlan.memory(of: [plan], beside: 0) <= maxMemory
            else { return nil }
            // It is kept for all who ask.
            let reading = try plan.open(isCharged: false, context: context)
            return try reading.texts(read, context: context).map(\.utf8.count).max()
        } catch let failure as Failure {
            switch failure {
            case .storage(_, _, .corrupt), .tooLarge, .unsupported: return nil
            default: throw failure
            }
        }
    }
}
