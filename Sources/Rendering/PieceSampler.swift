package import CF
package import Cube
internal import Zarr

/// Reads single values of a piece: for questions about few pixels, where a kernel would not pay.
package struct PieceSampler {
    private let piece: MapPiece
    private let packing: Packing
    private let windows: [PieceWindow]

    /// - Throws: `Failure.defect` when piece and map do not fit together.
    package init(_ piece: MapPiece, cells: CellMap, packing: Packing) throws(Failure) {
        guard piece.dataType.size == packing.storedType.size else { throw .defect }
        self.piece = piece
        self.packing = packing
        var windows: [PieceWindow] = []
        // Only offsets are wanted: any width will do.
        try PieceWindow.forEach(piece, cells, width: 1, lineStride: 1) { windows.append($0) }
        self.windows = windows
    }

    /// The values of all pixels that lie in the piece and are not missing, unpacked.
    package func values() -> [Double] {
        var values: [Double] = []
        forEachSample { number in
            let value = number.double * packing.scale + packing.offset
            if value.isFinite { values.append(value) }
        }
        return values
    }

    /// The stored number of the first pixel that lies in the piece; nil when it is missing or there is no such pixel.
    package func firstNumber() -> StoredNumber? {
        for window in windows {
            guard let row = window.rowOffsets.first, let column = window.columnOffsets.first else { continue }
            return number(at: row + column)
        }
        return nil
    }

    private func forEachSample(_ body: (StoredNumber) -> Void) {
        for window in windows {
            for row in window.rowOffsets {
                for column in window.columnOffsets {
                    if let number = number(at: row + column) { body(number) }
                }
            }
        }
    }

    /// The number at an element of the piece's bytes, unless it means missing.
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
        let sample = piece.bytes.loadUnaligned(fromByteOffset: element * stride, as: Sample.self)
        let missing = packing.missing.contains { Sample($0) == sample }
        return missing || ValidRange<Sample>(packing).excludes(sample) ? nil : sample.number
    }
}
