/// The few cells that each pixel of a picture is mixed from, and their weights, pixel by pixel: the one that holds it first.
package struct CellLists: Sendable {
    /// Entries of each pixel: as many as lie around a place.
    package static let slots = 4

    /// Those of all pixels, one pixel after the other; −1 for none.
    package private(set) var columns: [Int32]
    package private(set) var rows: [Int32]
    /// Above 0 where there is a cell; they need not add up to 1.
    package private(set) var weights: [Float]
    /// Where the entries lie, of lists that are closed.
    package private(set) var spans = PixelSpans.none

    /// Bytes for each pixel, a little more than they take.
    package static let bytesPerPixel = slots * 13

    init(pixels: Int) {
        columns = [Int32](repeating: -1, count: pixels * Self.slots)
        rows = columns
        weights = [Float](repeating: 0, count: pixels * Self.slots)
    }

    /// How many pixels there are.
    package var pixels: Int { columns.count / Self.slots }

    /// Whether a pixel has a cell.
    package func isCovered(_ pixel: Int) -> Bool { columns[pixel * Self.slots] >= 0 }

    /// Sets what a pixel is mixed from.
    @inline(__always)
    mutating func set(_ pixel: Int, _ cells: MixedCells) {
        let cells = cells.ended
        for slot in 0..<Self.slots {
            columns[pixel * Self.slots + slot] = cells.columns[slot]
            rows[pixel * Self.slots + slot] = cells.rows[slot]
            weights[pixel * Self.slots + slot] = Float(cells.weights[slot])
        }
    }

    /// Ends the setting of pixels.
    mutating func close() { spans = PixelSpans(columns: columns, rows: rows) }

    package var byteCount: Int { columns.count * 12 + spans.byteCount }

    /// The same as indices of the stored array, of which a policy leaves these windows; nil for all.
    func mapped(columns window: IndexWindow?, rows rowWindow: IndexWindow?) -> CellLists {
        guard window != nil || rowWindow != nil else { return self }
        var mapped = self
        for entry in columns.indices where columns[entry] >= 0 {
            if let window { mapped.columns[entry] = Int32(window.index(of: Int(columns[entry]))) }
            if let rowWindow { mapped.rows[entry] = Int32(rowWindow.index(of: Int(rows[entry]))) }
        }
        mapped.close()
        return mapped
    }

    /// The same of cells at other positions; those without one are left out, and a pixel whose own cell has none is empty.
    func mapped(_ position: (GridCell) -> GridCell?) -> CellLists {
        var mapped = CellLists(pixels: pixels)
        for pixel in 0..<pixels {
            let first = pixel * Self.slots
            guard let own = self.position(of: first, position) else { continue }
            var cells = MixedCells.none
            cells.append(own, weight: Double(weights[first]))
            for entry in first + 1..<first + Self.slots {
                guard let cell = self.position(of: entry, position) else { continue }
                cells.append(cell, weight: Double(weights[entry]))
            }
            mapped.set(pixel, cells)
        }
        mapped.close()
        return mapped
    }

    private func position(of entry: Int, _ position: (GridCell) -> GridCell?) -> GridCell? {
        guard columns[entry] >= 0 else { return nil }
        return position(GridCell(column: Int(columns[entry]), row: Int(rows[entry])))
    }
}

/// The cells that a pixel is mixed from: its own, and up to three others.
struct MixedCells: Sendable {
    private(set) var columns = SIMD4<Int32>(repeating: -1)
    private(set) var rows = SIMD4<Int32>(repeating: -1)
    private(set) var weights = SIMD4<Double>(repeating: 0)
    private(set) var count = 0

    /// The least share of the cell that holds a pixel: what is drawn is what it is known of.
    private static let least = 1e-6

    static let none = MixedCells()

    private init() {}

    /// Of one cell alone, until others are added.
    init(own: GridCell) { append(own, weight: 0) }

    /// Adds to what a cell has of the pixel; of more than four what comes late is left out.
    mutating func add(_ cell: GridCell, weight: Double) {
        guard weight > 0 else { return }
        for slot in 0..<count where Int(columns[slot]) == cell.column && Int(rows[slot]) == cell.row {
            weights[slot] += weight
            return
        }
        append(cell, weight: weight)
    }

    mutating func append(_ cell: GridCell, weight: Double) {
        guard count < CellLists.slots, let column = Int32(exactly: cell.column),
            let row = Int32(exactly: cell.row)
        else { return }
        (columns[count], rows[count], weights[count]) = (column, row, weight)
        count += 1
    }

    /// The same where the first cell has a weight.
    fileprivate var ended: MixedCells {
        var ended = self
        if count > 0 { ended.weights[0] = max(weights[0], Self.least) }
        return ended
    }
}

extension CellLists {
    /// What pixels are mixed from that lie between two columns and two rows each.
    init(crossing lines: CrossedLines) {
        let (columns, rows) = (lines.columns, lines.rows)
        self.init(pixels: columns.pixels * rows.pixels)
        for row in 0..<rows.pixels {
            for column in 0..<columns.pixels {
                var cells = MixedCells.none
                for down in rows.entries(of: row) {
                    for across in columns.entries(of: column) {
                        cells.append(
                            GridCell(column: Int(columns.cells[across]), row: Int(rows.cells[down])),
                            weight: columns.weights[across] * rows.weights[down]
                        )
                    }
                }
                if cells.count > 0 { set(row * columns.pixels + column, cells) }
            }
        }
        close()
    }

    /// Sets a pixel between the centres of two columns and two rows: its own, and the next with its share.
    mutating func set(
        _ pixel: Int,
        _ own: GridCell,
        across: (index: Int, share: Double)?,
        down: (index: Int, share: Double)?
    ) {
        var cells = MixedCells(own: own)
        let (wide, high) = (across?.share ?? 0, down?.share ?? 0)
        cells.add(own, weight: (1 - wide) * (1 - high))
        if let across {
            cells.add(GridCell(column: across.index, row: own.row), weight: wide * (1 - high))
        }
        if let down { cells.add(GridCell(column: own.column, row: down.index), weight: (1 - wide) * high) }
        if let across, let down {
            cells.add(GridCell(column: across.index, row: down.index), weight: wide * high)
        }
        set(pixel, cells)
    }
}
