/// Where the lines of a picture begin in memory.
struct CanvasLines {
    /// The first pixel of the first line.
    let start: UnsafeMutablePointer<UInt8>
    /// Bytes from line to line.
    let stride: Int

    @inline(__always) func line(_ row: Int) -> UnsafeMutablePointer<UInt8> { start + row * stride }
}
