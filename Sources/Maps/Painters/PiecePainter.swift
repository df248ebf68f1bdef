internal import CF
internal import Zarr

/// Draws numbers by the pieces of a colour map.
struct PiecePainter: Painter {
    let pieces: ColourPieces
    /// The entry of the lowest class in the picture's colours.
    let firstIndex: Int
    /// The entry of missing numbers; 0 for none.
    let gap: UInt8

    func paint(_ field: SampledField, onto lines: CanvasLines, isFirstLayer: Bool) {
        let loop = Loop(field: field, lines: lines, painter: self, isFirstLayer: isFirstLayer)
        field.packing.storedType.read(by: loop)
    }

    private struct Loop: SampleLoop {
        typealias Result = Void

        let field: SampledField
        let lines: CanvasLines
        let painter: PiecePainter
        let isFirstLayer: Bool

        var packing: Packing { field.packing }

        @inline(__always)
        func run<Missing: MissingRule>(_ missing: Missing) {
            let table = PieceTable(
                painter.pieces,
                firstIndex: painter.firstIndex,
                isFloat: packing.valueType == .float
            )
            table.with(packing) { scale, indices in
                RampKernel.paint(
                    field,
                    onto: lines,
                    missing: missing,
                    scale: scale,
                    classes: PieceClasses(indices: indices, gap: painter.gap),
                    isFirstLayer: isFirstLayer
                )
            }
        }
    }
}

/// What the loop over pixels looks up.
struct PieceTable {
    private var starts: [Double] = []
    /// Of each piece its first class, classes for each unit, and the most classes from the first.
    private var lines: [PieceScale.Line] = []
    private var indices: [UInt8] = []
    private let isFloat: Bool

    /// Numbers of floats are compared as floats: 0.7 is what is told of the one next to it.
    init(_ pieces: ColourPieces, firstIndex: Int, isFloat: Bool) {
        self.isFloat = isFloat
        for piece in pieces.pieces {
            let start = isFloat ? Double(Float(piece.start)) : piece.start
            let after = isFloat ? Double(Float(piece.start).nextUp) : piece.start.nextUp
            starts.append(piece.isAfter ? after : start)
            let width = piece.end - piece.start
            lines.append(
                PieceScale.Line(
                    start: piece.start.isFinite ? piece.start : 0,
                    first: Double(piece.firstClass),
                    perUnit: width.isFinite && width > 0 ? Double(piece.classes) / width : 0,
                    last: Double(piece.classes - 1)
                )
            )
        }
        indices = pieces.areClear.enumerated().map { $1 ? 0 : UInt8(truncatingIfNeeded: firstIndex + $0) }
    }

    /// The memory is valid for the time of `body`.
    func with(_ packing: Packing, _ body: (PieceScale, UnsafeBufferPointer<UInt8>) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            lines.withUnsafeBufferPointer { lines in
                indices.withUnsafeBufferPointer { indices in
                    let scale = PieceScale(
                        scale: packing.scale,
                        offset: packing.offset,
                        isFloat: isFloat,
                        starts: starts,
                        lines: lines
                    )
                    body(scale, indices)
                }
            }
        }
    }
}

/// The class of a number, by halving.
struct PieceScale: ClassScale {
    struct Line {
        let start, first, perUnit, last: Double
    }

    let scale, offset: Double
    let isFloat: Bool
    /// Ascending, the first minus infinity, with a line for each.
    let starts: UnsafeBufferPointer<Double>
    let lines: UnsafeBufferPointer<Line>

    @inline(__always) func position(of stored: Double) -> Double {
        let exact = stored * scale + offset
        let value = isFloat ? Double(Float(exact)) : exact
        // The last piece that does not begin above the number: the first where none does.
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) >> 1
            if starts[middle] <= value { low = middle } else { high = middle }
        }
        let line = lines[low]
        let along = (value - line.start) * line.perUnit
        return line.first + (along > 0 ? (along < line.last ? along : line.last) : 0)
    }
}

/// The indices of classes, 0 for those that leave the pixel as it is.
struct PieceClasses: ClassRule {
    let indices: UnsafeBufferPointer<UInt8>
    let gap: UInt8

    /// A position is that of a class: never a NaN, never beyond the last.
    @inline(__always) func index(at position: Double, over below: UInt8) -> UInt8 {
        let index = indices[Int(position)]
        return index == 0 ? below : index
    }

    @inline(__always) func missing(over below: UInt8) -> UInt8 { gap == 0 ? below : gap }
}
