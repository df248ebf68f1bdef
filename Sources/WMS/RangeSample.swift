internal import Cube
internal import Execution
internal import Rendering

/// The range of a variable from a few of its values: the cost is bounded whatever the size of the dataset.
///
/// One coarse picture of everything if that touches few chunks, else small windows spread over the globe, each shrunk
/// until it touches few. The range leaves out the two hundredths at either end and is rounded.
struct RangeSample {
    let plan: MapPlan
    let context: WorkContext

    /// Chunks that a sample may touch at once, and decode in all: some tens of milliseconds.
    private static let mostChunks = 16
    private static let mostBytes = 128 << 20
    /// Windows when one picture is too much, and chunks in each.
    private static let windows = 12
    private static let chunksPerWindow = 2

    /// - Throws: `Failure` or `Interruption` when nothing could be read; windows that cannot be are left out.
    func range() throws -> (Double, Double) {
        let whole = try bind(extent, width: 72, height: 36)
        let fits = whole.cost.chunks <= Self.mostChunks && whole.cost.decodedBytes <= Self.mostBytes
        let values = fits ? try Self.values(of: whole, context: context) : try scattered()
        return Self.range(of: values)
    }

    /// The least and the greatest value of the picture itself, seen through at most 128 × 128 of its pixels.
    func shownRange() throws -> (Double, Double) {
        let target = plan.target
        let coarse = RasterTarget(
            system: target.system,
            minX: target.minX,
            minY: target.minY,
            maxX: target.maxX,
            maxY: target.maxY,
            width: min(target.width, 128),
            height: min(target.height, 128)
        )
        let drawn = try plan.dataset.bind(
            map: plan.variable,
            selectors: positions(plan.matches),
            target: coarse
        )
        let values = try Self.values(of: drawn, context: context)
        guard let least = values.min(), let greatest = values.max() else { return (0, 1) }
        return least < greatest ? (least, greatest) : NiceNumbers.range(around: least, greatest)
    }

    /// The range in which most of the values lie; 0…1 when there are none.
    static func range(of values: [Double]) -> (Double, Double) {
        let sorted = values.sorted()
        guard let first = sorted.first else { return (0, 1) }
        let low = sorted[min(sorted.count / 50, sorted.count - 1)]
        let high = sorted[max(sorted.count - 1 - sorted.count / 50, 0)]
        return low <= high ? NiceNumbers.range(around: low, high) : (first, first + 1)
    }

    /// The unpacked values that a picture would show.
    static func values(of plan: MapPlan, context: WorkContext) throws -> [Double] {
        var values: [Double] = []
        try plan.read(context: context) { piece, cells in
            values += try PieceSampler(piece, cells: cells, packing: plan.variable.packing).values()
        }
        return values
    }

    /// All of the data: the picture that is asked for may show only a part.
    private var extent: GeographicBox {
        plan.variable.grid.map { GeographicBox($0.extent) }
            ?? GeographicBox(west: -180, south: -90, east: 180, north: 90)
    }

    private func bind(_ box: GeographicBox, width: Int, height: Int) throws(Failure) -> MapPlan {
        let target = RasterTarget(
            system: .geographic,
            minX: box.west,
            minY: box.south,
            maxX: box.east,
            maxY: box.north,
            width: width,
            height: height
        )
        let levels = plan.matches.filter { $0.axis.role == .vertical }
        return try plan.dataset.bind(map: plan.variable, selectors: positions(levels), target: target)
    }

    /// Selectors that meet the same positions again; axes without one take their default.
    private func positions(_ matches: [AxisMatch]) -> [AxisKey: AxisSelector] {
        var selectors: [AxisKey: AxisSelector] = [:]
        for match in matches {
            let instant = match.axis.times.flatMap { TimeText($0.text(at: match.index)) }
            selectors[.name(match.axis.name)] =
                instant.map { .instant($0) } ?? .value(match.axis.cells.centres[match.index])
        }
        return selectors
    }

    private func scattered() throws -> [Double] {
        var values: [Double] = []
        var bytes = 0
        var read = 0
        var failure: (any Error)?
        for index in 0..<Self.windows {
            // A store that let the deadline pass is named; the next window would only find that it has passed.
            if context.deadline.hasPassed, let failure { throw failure }
            try context.check()
            let window = try window(index)
            bytes += window.cost.decodedBytes
            guard bytes <= Self.mostBytes || read == 0 else { break }
            do {
                values += try Self.values(of: window, context: context)
                read += 1
            } catch let error as Failure {
                failure = error
            }
        }
        if read == 0, let failure { throw failure }
        return values
    }

    /// A small picture around one of the spread points, shrunk until it touches few chunks.
    private func window(_ index: Int) throws(Failure) -> MapPlan {
        let box = extent
        // Golden sections: points that stay spread whatever their number.
        let across = (Double(index) * 0.618_033_988_75 + 0.31).truncatingRemainder(dividingBy: 1)
        let up = (Double(index) + 0.5) / Double(Self.windows)
        let x = box.west + across * (box.east - box.west)
        let y = box.south + up * (box.north - box.south)
        var share = 0.05
        while true {
            let (dx, dy) = ((box.east - box.west) * share, (box.north - box.south) * share)
            let part = GeographicBox(west: x - dx, south: y - dy, east: x + dx, north: y + dy)
            let side = share > 1e-4 ? 16 : 1
            let plan = try bind(part, width: side, height: side)
            if side == 1 || plan.cost.chunks <= Self.chunksPerWindow { return plan }
            share /= 4
        }
    }
}
