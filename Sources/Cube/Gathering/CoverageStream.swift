package import CF
internal import Execution
internal import Failures
internal import Zarr

/// The values of one array as several answers, coverages, each of which can be read by its number.
///
/// Answers of several arrays can so alternate while each array is read once: a piece at a time straight from the
/// chunks, or from a file where it was transposed, by the rule of `StreamPlan`.
package final class CoverageStream {
    /// Values that are unpacked at a time: few enough to stay in a core's cache.
    static let blockValues = 1 << 15

    private enum Source {
        case whole(Values)
        case slabs(SlabPlan)
        case turned(Transposition, SpoolFile)
    }

    private let read: PlannedRead
    private let source: Source
    private let datasetName: String
    private let fillsCache: Bool
    private let context: WorkContext

    init(_ read: PlannedRead, dataset: Dataset, fillsCache: Bool, context: WorkContext) throws {
        self.read = read
        self.fillsCache = fillsCache
        self.context = context
        datasetName = dataset.address.text
        guard read.streaming != nil else {
            source = .whole(try read.values(packing: read.packing, fillsCache: fillsCache, context: context))
            return
        }
        source =
            switch read.streamPlan {
            case .slabs(let slabs): .slabs(slabs)
            case .transposition(let plan):
                .turned(plan, try read.turn(plan, through: dataset.resources.spool, context: context))
            }
    }

    /// Hands out the values of one coverage in their order, as ranges of positions in blocks of values.
    ///
    /// - Throws: `Failure`, or what `emit` throws.
    package func forEachBlock(
        ofCoverage number: Int,
        _ emit: (Values, Range<Int>) throws -> Void
    ) throws {
        guard let blend = read.blend else { return try forEachStoredBlock(ofCoverage: number, emit) }
        var blender = LevelBlender(blend, as: read.packing.valueType)
        try forEachStoredBlock(ofCoverage: number) { values, range in
            let blended = blender.take(values, range)
            if blended.count > 0 { try emit(blended, 0..<blended.count) }
        }
    }

    private func forEachStoredBlock(
        ofCoverage number: Int,
        _ emit: (Values, Range<Int>) throws -> Void
    ) throws {
        try Failure.translating(dataset: datasetName, context: context) {
            switch source {
            case .whole(let values):
                let count = values.count / max(read.coverageCount, 1)
                try emit(values, (number * count)..<((number + 1) * count))
            case .slabs(let slabs):
                try read.stream(
                    slabs: slabs,
                    coverage: positions(ofCoverage: number),
                    fillsCache: fillsCache,
                    context: context
                ) { try unpack($0, emit) }
            case .turned(let plan, let file):
                try read.read(
                    plan,
                    coverage: positions(ofCoverage: number),
                    from: file,
                    context: context
                ) { try unpack($0, emit) }
            }
        }
    }

    /// Positions of the dimensions that tell coverages apart; the last of them runs fastest.
    private func positions(ofCoverage number: Int) -> [Int] {
        var rest = number
        var positions: [Int] = []
        for length in read.orderedShape.prefix(read.order.coverageRank).reversed() {
            positions.append(rest % max(length, 1))
            rest /= max(length, 1)
        }
        return positions.reversed()
    }

    private func unpack(
        _ stored: UnsafeRawBufferPointer,
        _ emit: (Values, Range<Int>) throws -> Void
    ) throws {
        let size = read.stored.dataType.size
        for start in stride(from: 0, to: stored.count, by: Self.blockValues * size) {
            let end = min(start + Self.blockValues * size, stored.count)
            let count = (end - start) / size
            let block = UnsafeRawBufferPointer(rebasing: stored[start..<end])
            try emit(read.packing.unpack(block, shape: [count]), 0..<count)
        }
    }
}
