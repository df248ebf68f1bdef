internal import CF
internal import Execution
internal import Grids
internal import Zarr

/// A term of a formula that differs from cell to cell, read for the pixels of a picture.
struct PictureTerm: Sendable {
    let word: TermWord
    let term: FormulaTerm
    private let packing: Packing
    private let conversion: UnitConversion?
    /// The term's dimension of rows, columns and levels.
    private let row, column, level: Int?
    /// The index in each of its dimensions; those of the three count for nothing.
    private let fixed: [Int]
    /// What is added to the indices of each element whose mean counts.
    private let steps: [[Int]]

    /// `indices` are those of the slice in the variable's array.
    ///
    /// - Returns: nil where a policy hides the time or member that is meant.
    init?(
        _ term: FormulaTerm,
        of formula: BoundFormula,
        for place: GridDimensions,
        indices: [Int],
        in dataset: Dataset
    ) {
        guard let word = TermWord(term.name) else { return nil }
        var (fixed, steps) = ([Int](), [[Int]]([[]]))
        for (number, course) in term.courses.enumerated() {
            var (index, reach) = (0, 1)
            switch course {
            case .ends: reach = 2
            case .between: reach = 2
            case .with(let dimension) where place.contains(dimension) || dimension == formula.level: break
            case .with(let dimension):
                index = indices[dimension]
                guard term.stored.position(ofArrayIndex: index, dimension: number) != nil else { return nil }
            }
            fixed.append(index)
            steps = steps.flatMap { step in (0..<reach).map { step + [$0] } }
        }
        let dimension = { (wanted: Int?) -> Int? in
            guard let wanted else { return nil }
            return term.courses.firstIndex {
                $0 == .with(dimension: wanted) || $0 == .between(dimension: wanted)
            }
        }
        (self.word, self.term, self.fixed, self.steps) = (word, term, fixed, steps)
        (row, column, level) = (dimension(place.row), dimension(place.column), dimension(formula.level))
        packing = dataset.packing(of: term.stored)
        conversion = formula.conversion(of: term)
    }

    /// Numbers for each pixel: one, or one for each level.
    func depth(_ levels: Int) -> Int { level == nil ? 1 : levels }

    /// Bytes that its numbers take while they are read.
    func bytesPerPixel(levels: Int) -> Int {
        depth(levels) * (24 + term.stored.array.metadata.dataType.size) + PixelRead.bytesPerPixel + 8
    }

    /// Chunks that pixels see at most.
    func chunks(under map: PictureMap, levels: [Int], most: Int) -> Int {
        let edges = term.stored.array.metadata.chunkGrid.dimensions
        let places = map.footprint(row: row.map { edges[$0] }, column: column.map { edges[$0] }, most: most)
        let layers = level.map { Set(levels.map(edges[$0].index)).count } ?? 1
        return PlannedRead.product(places.count, layers * steps.count)
    }

    /// The values of some pixels, `depth` of each one after the other, NaN where missing; `levels` are indices of the array.
    ///
    /// - Throws: as reading chunks.
    func values(
        of places: PixelRead.Places,
        levels: [Int],
        window: Int,
        context: WorkContext
    ) throws -> [Double] {
        let depth = depth(levels.count)
        var sums = [Double](repeating: 0, count: places.rows.count * depth)
        for step in steps {
            let shifted = shifted(places, step)
            let read = PixelRead(
                stored: term.stored,
                fixed: zip(fixed, step).map { $0 + $1 },
                row: row,
                column: column,
                level: level,
                window: window
            )
            let bytes = try read.elements(of: shifted, depth: level == nil ? [] : levels, context: context)
            let values = bytes.withUnsafeBytes { packing.unpack($0, shape: [sums.count]).doubles }
            add(values, to: &sums, shifted, depth)
        }
        guard steps.count > 1 else { return sums }
        for element in sums.indices { sums[element] /= Double(steps.count) }
        return sums
    }

    private func add(_ values: [Double], to sums: inout [Double], _ places: PixelRead.Places, _ depth: Int) {
        for element in sums.indices {
            let pixel = element / depth
            let value = conversion.map { $0(values[element]) } ?? values[element]
            let isThere =
                places.rows[pixel] >= 0 && places.columns[pixel] >= 0 && abs(value) < TermValues.leastFill
            sums[element] = isThere ? sums[element] + value : .nan
        }
    }

    /// The places of the pixels in the term's array; what a policy hides, or lies outside, is none.
    private func shifted(_ places: PixelRead.Places, _ step: [Int]) -> PixelRead.Places {
        var shifted = places
        shift(&shifted.rows, row, step)
        shift(&shifted.columns, column, step)
        guard let hidden = term.stored.hidden else { return shifted }
        for pixel in shifted.rows.indices where shifted.rows[pixel] >= 0 && shifted.columns[pixel] >= 0 {
            let isHidden = hidden.hides { dimension in
                if dimension == row { return Int(shifted.rows[pixel]) }
                return dimension == column ? Int(shifted.columns[pixel]) : fixed[dimension]
            }
            if isHidden { shifted.rows[pixel] = -1 }
        }
        return shifted
    }

    private func shift(_ indices: inout [Int32], _ dimension: Int?, _ step: [Int]) {
        guard let dimension else { return }
        let (added, end) = (Int32(step[dimension]), term.stored.array.metadata.shape[dimension])
        let isWhole = term.stored.windows[dimension] == nil
        for pixel in indices.indices where indices[pixel] >= 0 {
            let index = indices[pixel] + added
            let isSeen =
                Int(index) < end
                && (isWhole || term.stored.position(ofArrayIndex: Int(index), dimension: dimension) != nil)
            indices[pixel] = isSeen ? index : -1
        }
    }
}
