internal import CF
internal import Zarr

/// Draws numbers by the category that each belongs to; those without one are as missing ones.
struct CategoryPainter: Painter {
    let table: CategoryTable
    /// The entry of the first category in the picture's colours, and how many entries there are; see `Shading`.
    let firstIndex: Int
    let colours: Int
    /// The entry of missing numbers; 0 for none.
    let gap: UInt8

    func paint(_ field: SampledField, onto lines: CanvasLines, isFirstLayer: Bool) {
        field.packing.storedType.read(by: Loop(field: field, lines: lines, painter: self))
    }

    private struct Loop: SampleLoop {
        typealias Result = Void

        let field: SampledField
        let lines: CanvasLines
        let painter: CategoryPainter

        var packing: Packing { field.packing }

        @inline(__always)
        func run<Missing: MissingRule>(_ missing: Missing) {
            CategoryKernel.paint(
                field,
                onto: lines,
                firstIndex: painter.firstIndex,
                colours: painter.colours,
                table: painter.table,
                missing: missing,
                gap: painter.gap
            )
        }
    }
}
