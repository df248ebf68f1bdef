/// How an answer gets into its order: straight from the chunks, or through the disk.
///
/// The rule of the design's section 6: while chunks are decoded at most four times it is streamed in bounded memory;
/// above that it is turned round in the spool, where each chunk is decoded once. The limits say whether that fits.
enum StreamPlan {
    case slabs(SlabPlan)
    case transposition(Transposition)

    init(_ read: PlannedRead, _ sizes: StreamSizes) {
        let slabs = SlabPlan(read, sizes)
        self =
            slabs.amplification <= SlabPlan.mostRepeats
            ? .slabs(slabs) : .transposition(Transposition(read, sizes))
    }
}
