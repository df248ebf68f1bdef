internal import CF

/// The numbers under some pixels of a picture: what a sampler finds and a painter draws.
///
/// A field says where its pixels are and where in memory each one's number lies: kernels read numbers in the type in which
/// they are stored, where they were decoded, or where those of scattered pixels were brought together. It is valid as long as
/// that memory.
///
/// It is made once for many pixels, so that loops over them only add a row's and a column's offset. Every offset has been
/// checked against the length of the memory.
struct SampledField {
    /// Pixels along a line of the picture, ascending, each as often as it is a place of its own.
    let columns: [PixelRun]
    /// For each pixel of the runs, in their order, the elements from the line's first to its number.
    let columnOffsets: [Int]
    /// Lines of the picture, ascending, and the elements from the start of the memory to the first of theirs.
    let rows: [Int32]
    let rowOffsets: [Int]
    /// The first byte of the memory.
    let source: UnsafeRawPointer
    /// How numbers become values, and which of them are missing.
    let packing: Packing
}

/// Pixels that follow each other along a line.
struct PixelRun: Equatable {
    let start: Int32
    var count: Int32
}

/// Runs of pixels that come in their order.
struct PixelRuns {
    private var ended: [PixelRun] = []
    private var last = PixelRun(start: 0, count: 0)

    @inline(__always)
    mutating func append(_ pixel: Int32) {
        if pixel != last.start &+ last.count {
            if last.count > 0 { ended.append(last) }
            last = PixelRun(start: pixel, count: 0)
        }
        last.count &+= 1
    }

    var all: [PixelRun] { last.count > 0 ? ended + [last] : ended }
}
