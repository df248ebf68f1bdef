internal import CF
internal import Zarr

/// Draws numbers by their place in a range, as classes of equal width.
struct RampPainter: Painter {
    let range: ColourRange
    /// The entry of the lowest class in the picture's colours, and how many classes there are; see `Shading`.
    let firstIndex: Int
    let colours: Int

    func paint(_ field: SampledField, onto lines: CanvasLines, isFirstLayer: Bool) {
        let loop = Loop(field: field, lines: lines, painter: self, isFirstLayer: isFirstLayer)
        field.packing.storedType.read(by: loop)
    }

    /// Chooses, once for a field, the concrete loop that paints it.
    private struct Loop: StoredSampleReader {
        let field: SampledField
        let lines: CanvasLines
        let painter: RampPainter
        let isFirstLayer: Bool

        @inline(__always)
        func read<Sample: StoredSample>(_ type: Sample.Type) {
            let packing = field.packing
            let valid = ValidRange<Sample>(packing)
            let missing = packing.missing.compactMap { Sample($0) }
            switch missing.count {
            case 0: paint(NoMissing(valid: valid))
            case 1: paint(OneMissing(valid: valid, missing: missing[0]))
            default: missing.withUnsafeBufferPointer { paint(ManyMissing(valid: valid, missing: $0)) }
            }
        }

        @inline(__always)
        private func paint<Missing: MissingRule>(_ missing: Missing) {
            let (scale, offset) = (field.packing.scale, field.packing.offset)
            let (range, colours) = (painter.range, painter.colours)
            if range.isLogarithmic {
                paint(
                    missing,
                    LogarithmicScale(scale: scale, offset: offset, range: range, colours: colours)
                )
            } else {
                paint(missing, LinearScale(scale: scale, offset: offset, range: range, colours: colours))
            }
        }

        @inline(__always)
        private func paint<Missing: MissingRule, Scale: ClassScale>(_ missing: Missing, _ scale: Scale) {
            RampKernel.paint(
                field,
                onto: lines,
                firstIndex: painter.firstIndex,
                colours: painter.colours,
                missing: missing,
                scale: scale,
                isFirstLayer: isFirstLayer
            )
        }
    }
}
