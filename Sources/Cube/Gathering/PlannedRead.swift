package import Grids

/// One array of a plan and the indices wanted of it.
package struct PlannedRead: Sendable {
    package let stored: StoredVariable
    /// The variable with its meaning, when the plan came from a `Query`; nil for reads by index.
    package let variable: Variable?
    /// For each dimension of the array, in its order, the runs of indices in the order of the answer.
    package let ranges: [[IndexRange]]
    /// The order of the answer.
    let order: AnswerOrder
    /// The same as indices of the stored array, which differ where a policy hides a part of it.
    let arrayRanges: [[IndexRange]]
    /// How much a stream holds at a time; nil for values that are wanted whole.
    let streaming: StreamSizes?
    /// Chunk bytes in flight at a time, if a single chunk is not more.
    let window: Int
    /// The cells of the requested place, with their coordinates; nil for a request without a place.
    package let placed: CellSet?
    /// True for further times of the series of valid times that the part before began: the same variable from another
    /// run of a forecast.
    package let continuesSeries: Bool
    /// The levels of the vertical axis with the heights, depths or pressures that they have at the place and time of this
    /// read; nil where its own numbers were asked for.
    package let levels: Axis?
    /// How values of `levels` lie between the levels that are read; nil where these are the levels themselves.
    package let blend: LevelBlend?
    /// The chunks of an area that hold a cell of it; nil where all of its window are read.
    let meant: MeantChunks?
    private let streamPlans: StreamPlans

    init(
        stored: StoredVariable,
        variable: Variable?,
        ranges: [[IndexRange]],
        order: AnswerOrder? = nil,
        streaming: StreamSizes? = nil,
        window: Int = ReadingResources.fetchWindow,
        placed: CellSet? = nil,
        continuesSeries: Bool = false,
        levels: Axis? = nil,
        blend: LevelBlend? = nil,
        meant: MeantChunks? = nil,
        streamPlans: StreamPlans = StreamPlans()
    ) {
        self.stored = stored
        self.variable = variable
        self.ranges = ranges
        self.order = order ?? AnswerOrder(rank: ranges.count)
        arrayRanges = stored.arrayRanges(ranges)
        self.streaming = streaming
        self.window = window
        self.placed = placed
        self.continuesSeries = continuesSeries
        self.levels = levels
        self.blend = blend
        self.meant = meant ?? Self.meantChunks(variable, placed, ranges, stored)
        self.streamPlans = streamPlans
    }

    /// How the answer gets into its order: found out once for cost, memory and reading.
    var streamPlan: StreamPlan { streamPlans.plan(self, streaming ?? StreamSizes()) }

    /// The part of this read at some positions of one dimension.
    func cut(dimension: Int, to positions: Range<Int>) -> PlannedRead {
        var ranges = ranges
        ranges[dimension] = ranges[dimension].sliced(positions)
        return with(ranges: ranges, streaming: streaming, StreamPlans())
    }

    /// The same values, handed out piece by piece.
    func streamed(_ sizes: StreamSizes) -> PlannedRead {
        with(ranges: ranges, streaming: sizes, streamPlans)
    }

    /// The same in pieces that let all of its reading fit into so many bytes, where there are such pieces.
    func fitted(into bytes: Int) -> PlannedRead {
        guard isCut(byFittingInto: bytes), var sizes = streaming else { return self }
        sizes.most = bytes
        return streamed(sizes)
    }

    /// Whether its usual pieces take more than so many bytes, so that others are looked for.
    func isCut(byFittingInto bytes: Int) -> Bool {
        guard let streaming, streaming.most > bytes else { return false }
        return streamPlan.workingSet(self) > bytes
    }

    private func with(ranges: [[IndexRange]], streaming: StreamSizes?, _ streamPlans: StreamPlans)
        -> PlannedRead
    {
        PlannedRead(
            stored: stored,
            variable: variable,
            ranges: ranges,
            order: order,
            streaming: streaming,
            window: window,
            placed: placed,
            continuesSeries: continuesSeries,
            levels: levels,
            blend: blend,
            meant: ranges == self.ranges ? meant : nil,
            streamPlans: streamPlans
        )
    }

    /// Positions of `levels` that are told, `dimension` being that of the levels.
    package func levelIndices(ofDimension dimension: Int) -> [Int] {
        blend.map { Array($0.pairs.indices) } ?? indices(ofDimension: dimension)
    }

    /// Indices per dimension.
    package var shape: [Int] { ranges.map { $0.reduce(0) { $0 + $1.count } } }

    /// Values in the answer; the largest number where there is no such product.
    package var cells: Int {
        shape.reduce(1) { product, count in
            let (next, overflows) = product.multipliedReportingOverflow(by: count)
            return overflows ? .max : next
        }
    }

    /// What this array adds to the plan's cost.
    package var cost: ReadCost { ReadCost(self) ?? ReadCost() }

    /// The wanted indices of one dimension, in the order of the answer.
    package func indices(ofDimension dimension: Int) -> [Int] {
        let ranges = ranges[dimension]
        let total = ranges.reduce(0) { $0 + $1.count }
        return Array(unsafeUninitializedCapacity: total) { indices, count in
            for range in ranges {
                for position in 0..<range.count {
                    indices.initializeElement(at: count &+ position, to: range[position])
                }
                count += range.count
            }
        }
    }
}
