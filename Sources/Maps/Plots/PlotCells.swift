internal import CF
package import Cube
package import Execution
internal import Failures
internal import Grids
internal import Zarr

/// A field of cells in columns and rows, in the colours of a layer's map.
package struct PlotCells: Sendable {
    /// What each column and row covers along its axis, in any order.
    private let columns, rows: [ClosedRange<Double>]
    /// A row after the other; NaN is missing.
    private let values: [Double]
    private let layer: LayerColours
    private let family: StyleFamily
    private let colours: PictureColours

    /// - Throws: `Failure` or `Interruption` where the range is the variable's own, and its sample cannot be read.
    package init(
        columns: [ClosedRange<Double>],
        rows: [ClosedRange<Double>],
        values: [Double],
        of variable: Variable,
        in dataset: Dataset,
        style: LayerStyle,
        scale: ColourScale,
        ranges: DefaultRange,
        context: WorkContext
    ) throws {
        (self.columns, self.rows, self.values) = (columns, rows, values)
        // Cells are drawn in colours, whatever lines or symbols a map has.
        let style = style.family.shapes == nil ? style : .standard
        family = style.family
        layer = try LayerColours(
            variable,
            in: dataset,
            style: style,
            scale: scale,
            ranges: ranges,
            context: context
        )
        colours = PictureColours(
            palettes: [layer.palette],
            background: .white,
            isTransparent: true,
            outer: scale.outer
        )
    }

    /// The column that holds a place along the horizontal axis; nil where none does.
    func column(at number: Double) -> Int? { columns.firstIndex { $0.contains(number) } }

    func row(at number: Double) -> Int? { rows.firstIndex { $0.contains(number) } }

    /// The colours of pixels, each of some column and row, as `PlotSheet.lay` wants them.
    func pixels(columns: [Int?], rows: [Int?]) throws(Failure) -> [UInt32] {
        var numbers: [Double] = []
        numbers.reserveCapacity(columns.count * rows.count)
        for row in rows {
            for column in columns {
                let place = row.flatMap { row in column.map { row * self.columns.count + $0 } }
                numbers.append(place.flatMap { values.indices.contains($0) ? values[$0] : nil } ?? .nan)
            }
        }
        return try painted(numbers, width: columns.count)
    }

    /// One column of colours from the largest value to the least.
    func bar(height: Int) throws(Failure) -> [UInt32] {
        switch layer.scale {
        case .range(let range):
            return try painted(
                (0..<height).map { range.value(atShare: 1 - (Double($0) + 0.5) / Double(height)) },
                width: 1
            )
        case .categories, .pieces:
            let tints = layer.palette.tints
            return (0..<height).map { pixel in
                let number = Int(Double(height - 1 - pixel) / Double(height) * Double(tints.count))
                return Self.packed(tints.indices.contains(number) ? tints[number] : Tint(.white))
            }
        }
    }

    /// What stands beside the bar, from 0 at its foot to 1.
    func marks(_ count: Int) -> [(share: Double, text: String)] {
        switch layer.scale {
        case .range(let range):
            let ticks =
                range.isLogarithmic
                ? NiceNumbers.decades(from: range.minimum, to: range.maximum, count: count)
                : NiceNumbers.ticks(from: range.minimum, to: range.maximum, count: count)
            let step = ticks.count > 1 ? ticks[1] - ticks[0] : abs(range.maximum - range.minimum)
            return ticks.map {
                (range.share(of: $0), NiceNumbers.text($0, step: range.isLogarithmic ? $0 : step))
            }
        case .categories:
            let names = layer.names
            return names.indices.map { ((Double($0) + 0.5) / Double(max(names.count, 1)), names[$0]) }
        case .pieces: return []
        }
    }

    private func painted(_ numbers: [Double], width: Int) throws(Failure) -> [UInt32] {
        guard width > 0, let shading = colours.shading(palette: layer.palette, scale: layer.scale) else {
            throw .defect
        }
        guard let painter = family.painter(shading) else { throw .defect }
        let height = numbers.count / width
        let packed = zip(colours.colours, colours.opacities).map { Self.packed(Tint($0, opacity: $1)) }
        let made = try? RenderContext.makePicture(width: width, height: max(height, 1)) { rendering in
            try rendering.canvas.withLines { lines in
                numbers.withUnsafeBytes { bytes in
                    guard let source = bytes.baseAddress else { return }
                    var runs = PixelRuns()
                    for column in 0..<width { runs.append(Int32(truncatingIfNeeded: column)) }
                    let field = SampledField(
                        columns: runs.all,
                        columnOffsets: Array(0..<width),
                        rows: (0..<height).map { Int32(truncatingIfNeeded: $0) },
                        rowOffsets: (0..<height).map { $0 * width },
                        source: source,
                        packing: Packing(storedType: .float64, valueType: .double)
                    )
                    painter.paint(field, onto: lines, isFirstLayer: true)
                }
            }
            return (0..<(width * height)).map { pixel in
                let index = rendering.canvas.index(column: pixel % width, row: pixel / width)
                return packed.indices.contains(index) ? packed[index] : 0
            }
        }
        guard let made else { throw .defect }
        return made
    }

    /// 0xAARRGGBB, each colour multiplied by the opacity, as Cairo has them.
    private static func packed(_ tint: Tint) -> UInt32 {
        let part = { (channel: UInt8) in (UInt32(channel) * UInt32(tint.opacity) + 127) / 255 }
        let (red, green, blue) = (part(tint.colour.red), part(tint.colour.green), part(tint.colour.blue))
        return UInt32(tint.opacity) << 24 | red << 16 | green << 8 | blue
    }
}
