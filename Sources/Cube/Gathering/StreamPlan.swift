/// How an answer gets into its order: straight from the chunks, or through the disk.
///
/// The rule of the design's section 6: while chunks are decoded at most four times it is streamed in bounded memory;
/// above that it is transposed in the spool, where each chunk is decoded once. The limits say whether that fits.
enum StreamPlan {
    case slabs(SlabPlan)
    case transposition(Transposition)

    /// No smaller pieces are tried: they would cost more than they save.
    private static let leastWanted = 64 << 10

    /// Where the usual pieces need more memory than there is, smaller ones are tried, each half as large.
    init(_ read: PlannedRead, _ sizes: StreamSizes) {
        let usual = StreamPlan(read, usual: sizes)
        guard usual.workingSet(read) > sizes.most else {
            self = usual
            return
        }
        var smaller = sizes
        while smaller.wanted >= Self.leastWanted {
            smaller.tolerated = smaller.wanted
            let plan = StreamPlan(read, usual: smaller)
            if plan.workingSet(read) <= sizes.most {
                self = plan
                return
            }
            smaller.wanted /= 2
        }
        self = usual
    }

    private init(_ read: PlannedRead, usual sizes: StreamSizes) {
        let slabs = SlabPlan(read, sizes)
        self =
            slabs.amplification <= SlabPlan.maxRepeats
            ? .slabs(slabs) : .transposition(Transposition(read, sizes))
    }

    /// Bytes that are held at a time: a piece, or what turning round takes; the chunks in flight, and a block of values.
    func workingSet(_ read: PlannedRead) -> Int {
        let reading =
            switch self {
            case .slabs(let slabs): PlannedRead.sum(slabs.maxBytes, read.inFlightBytes)
            case .transposition(let transposition):
                PlannedRead.sum(
                    transposition.workingSet(inFlight: read.inFlightBytes),
                    // Where each stretch has been written to.
                    PlannedRead.product(transposition.stretchCount, 8)
                )
            }
        return PlannedRead.sum(reading, CoverageStream.blockValues * 9)
    }
}
