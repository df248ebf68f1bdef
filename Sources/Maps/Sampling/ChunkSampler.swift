package import Cube
internal import Zarr

/// Reads single values of a chunk: for questions about a few cells, where a kernel would not pay.
package struct ChunkSampler {
    private let chunk: ChunkWindow
    private let packing: Packing

    /// - Throws: `Failure.defect` when chunk and packing do not fit together.
    package init(_ chunk: ChunkWindow, packing: Packing) throws(Failure) {
        guard chunk.dataType.size == packing.storedType.size else { throw .defect }
        self.chunk = chunk
        self.packing = packing
    }

    /// The stored number of a cell, given as indices of the stored array; nil when it means missing.
    ///
    /// - Throws: `Failure.defect` for a cell that is not in the chunk's bytes.
    package func number(at cell: GridCell) throws(Failure) -> StoredNumber? {
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
        return number(at: element.partialValue)
    }

    /// The number at an element of the chunk's bytes, unless it means missing.
    private func number(at element: Int) -> StoredNumber? {
        switch packing.storedType {
        case .bool, .uint8: number(at: element, as: UInt8.self)
        case .int8: number(at: element, as: Int8.self)
        case .int16: number(at: element, as: Int16.self)
        case .uint16: number(at: element, as: UInt16.self)
        case .int32: number(at: element, as: Int32.self)
        case .uint32: number(at: element, as: UInt32.self)
        case .int64: number(at: element, as: Int64.self)
        case .uint64: number(at: element, as: UInt64.self)
        case .float16: number(at: element, as: Float16.self)
        case .float32: number(at: element, as: Float.self)
        case .float64: number(at: element, as: Double.self)
        }
    }

    private func number<Sample: StoredSample>(at element: Int, as type: Sample.Type) -> StoredNumber? {
        let stride = MemoryLayout<Sample>.stride
        let sample = chunk.bytes.loadUnaligned(fromByteOffset: element * stride, as: Sample.self)
        let missing = packing.missing.contains { Sample($0) == sample }
        return missing || ValidRange<Sample>(packing).excludes(sample) ? nil : sample.number
    }
}
