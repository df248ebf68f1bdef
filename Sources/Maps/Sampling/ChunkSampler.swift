internal import CF
internal import Cube
internal import Failures
internal import Grids
internal import Zarr

/// Reads single values of a chunk: for questions about a few cells, where a kernel would not pay.
struct ChunkSampler {
    private let chunk: ChunkWindow
    private let packing: Packing

    /// - Throws: `Failure.defect` when chunk and packing do not fit together.
    init(_ chunk: ChunkWindow, packing: Packing) throws(Failure) {
        guard chunk.dataType.size == packing.storedType.size else { throw .defect }
        self.chunk = chunk
        self.packing = packing
    }

    /// The stored number of a cell, given as indices of the stored array; nil when it means missing.
    ///
    /// - Throws: `Failure.defect` for a cell that is not in the chunk's bytes.
    func number(at cell: GridCell) throws(Failure) -> StoredNumber? {
        guard chunk.rows.contains(cell.row), chunk.columns.contains(cell.column) else { throw .defect }
        let down = (cell.row - chunk.rows.lowerBound).multipliedReportingOverflow(by: chunk.rowStride)
        let across = (cell.column - chunk.columns.lowerBound)
            .multipliedReportingOverflow(by: chunk.columnStride)
        guard !down.overflow, !across.overflow else { throw .defect }
        let inside = down.partialValue.addingReportingOverflow(across.partialValue)
        let element = chunk.base.addingReportingOverflow(inside.partialValue)
        guard !inside.overflow, !element.overflow,
            (0..<(chunk.bytes.count / chunk.dataType.size)).contains(element.partialValue)
        else { throw .defect }
        let reader = ElementReader(
            bytes: chunk.bytes,
            element: element.partialValue,
            packing: packing
        )
        return packing.storedType.read(by: reader)
    }
}

/// The number at an element of some bytes, unless it means missing.
private struct ElementReader: StoredSampleReader {
    let bytes: UnsafeRawBufferPointer
    let element: Int
    let packing: Packing

    func read<Sample: StoredSample>(_ type: Sample.Type) -> StoredNumber? {
        let stride = MemoryLayout<Sample>.stride
        let sample = bytes.loadUnaligned(fromByteOffset: element * stride, as: Sample.self)
        let missing = packing.missing.contains { Sample($0) == sample }
        return missing || ValidRange<Sample>(packing).excludes(sample) ? nil : sample.number
    }
}
