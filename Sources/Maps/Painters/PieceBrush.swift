internal import Cube
internal import Zarr

/// Chooses, once for a piece, the concrete loop that paints it.
struct PieceBrush {
    let window: PieceWindow
    let source: UnsafeRawPointer
    let lines: CanvasLines
    let packing: Packing
    let shading: Shading
    let isFirstLayer: Bool

    func paint(_ type: DataType) {
        switch type {
        case .bool, .uint8: paint(UInt8.self)
        case .int8: paint(Int8.self)
        case .int16: paint(Int16.self)
        case .uint16: paint(UInt16.self)
        case .int32: paint(Int32.self)
        case .uint32: paint(UInt32.self)
        case .int64: paint(Int64.self)
        case .uint64: paint(UInt64.self)
        case .float16: paint(Float16.self)
        case .float32: paint(Float.self)
        case .float64: paint(Double.self)
        }
    }

    @inline(__always)
    private func paint<Sample: StoredSample>(_ type: Sample.Type) {
        let valid = ValidRange<Sample>(packing)
        let missing = packing.missing.compactMap { Sample($0) }
        switch shading.scale {
        case .range(let range): paint(valid, missing, range)
        case .categories(let table):
            missing.withUnsafeBufferPointer { missing in
                CategoryKernel.paint(
                    window,
                    source: source,
                    onto: lines,
                    shading: shading,
                    table: table,
                    missing: ManyMissing(valid: valid, missing: missing)
                )
            }
        }
    }

    @inline(__always)
    private func paint<Sample: StoredSample>(
        _ valid: ValidRange<Sample>,
        _ missing: [Sample],
        _ range: ColourRange
    ) {
        switch missing.count {
        case 0: paint(NoMissing(valid: valid), range)
        case 1: paint(OneMissing(valid: valid, missing: missing[0]), range)
        default: missing.withUnsafeBufferPointer { paint(ManyMissing(valid: valid, missing: $0), range) }
        }
    }

    @inline(__always)
    private func paint<Missing: MissingRule>(_ missing: Missing, _ range: ColourRange) {
        let (scale, offset, colours) = (packing.scale, packing.offset, shading.colours)
        if range.isLogarithmic {
            paint(missing, LogarithmicScale(scale: scale, offset: offset, range: range, colours: colours))
        } else {
            paint(missing, LinearScale(scale: scale, offset: offset, range: range, colours: colours))
        }
    }

    @inline(__always)
    private func paint<Missing: MissingRule, Scale: ClassScale>(_ missing: Missing, _ scale: Scale) {
        PaintKernel.paint(
            window,
            source: source,
            onto: lines,
            shading: shading,
            missing: missing,
            scale: scale,
            isFirstLayer: isFirstLayer
        )
    }
}
