internal import CF
internal import Zarr

/// Draws numbers by their place in a range, as classes of equal width.
struct RampPainter: Painter {
    let range: ColourRange
    /// The entry of the lowest class in the picture's colours, and how many classes there are; see `Shading`.
    let firstIndex: Int
    let colours: Int
    let outer: Shading.Outer

    func paint(_ field: SampledField, onto lines: CanvasLines, isFirstLayer: Bool) {
        let loop = Loop(field: field, lines: lines, painter: self, isFirstLayer: isFirstLayer)
        field.packing.storedType.read(by: loop)
    }

    /// Chooses, once for a field, the concrete loop that paints it.
    private struct Loop: SampleLoop {
        typealias Result = Void

        let field: SampledField
        let lines: CanvasLines
        let painter: RampPainter
        let isFirstLayer: Bool

        var packing: Packing { field.packing }

        @inline(__always)
        func run<Missing: MissingRule>(_ missing: Missing) {
            guard painter.outer == .none else { return paint(missing, painter.outerClasses(packing)) }
            paint(missing, EndClasses(firstIndex: painter.firstIndex, colours: painter.colours))
        }

        @inline(__always)
        private func paint<Missing: MissingRule, Classes: ClassRule>(_ missing: Missing, _ classes: Classes) {
            let (scale, offset) = (field.packing.scale, field.packing.offset)
            let (range, colours) = (painter.range, painter.colours)
            if range.isLogarithmic {
                let scale = LogarithmicScale(scale: scale, offset: offset, range: range, colours: colours)
                paint(missing, scale, classes)
            } else {
                let scale = LinearScale(scale: scale, offset: offset, range: range, colours: colours)
                paint(missing, scale, classes)
            }
        }

        @inline(__always)
        private func paint<Missing: MissingRule, Scale: ClassScale, Classes: ClassRule>(
            _ missing: Missing,
            _ scale: Scale,
            _ classes: Classes
        ) {
            RampKernel.paint(
                field,
                onto: lines,
                missing: missing,
                scale: scale,
                classes: classes,
                isFirstLayer: isFirstLayer
            )
        }
    }

    private func outerClasses(_ packing: Packing) -> OuterClasses {
        OuterClasses(
            outer,
            range: range,
            firstIndex: firstIndex,
            colours: colours,
            isFloat: packing.valueType == .float
        )
    }
}
