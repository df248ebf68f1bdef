internal import Glibc

extension HEALPixGrid {
    /// Pixels one after the other that are all far from a picture are left out.
    package func forEachRun(near target: RasterTarget, _ body: (Int, Range<Int>) -> Void) {
        let box = SphereBox(of: target)
        Self.forEachPart(of: 0..<columnCount) { columns in
            if mayMeet(box, columns) { body(0, columns) }
        }
    }

    /// Whether pixels from one number to another may lie in a box: by the one of a coarser level that holds all, or by their
    /// parallels.
    private func mayMeet(_ box: SphereBox, _ columns: Range<Int>) -> Bool {
        guard let last = columns.last, let (division, first) = list.pixel(at: columns.lowerBound),
            let (other, end) = list.pixel(at: last), division == other, end - first == columns.count - 1
        else { return true }
        guard division.order == .nested, let level = division.level else {
            return mayMeet(box, rings: division, first, end)
        }
        for up in 0...level where first >> (2 * up) == end >> (2 * up) {
            guard let coarse = HEALPixDivision(level: level - up, order: .nested),
                let middle = coarse.centre(of: first >> (2 * up)).map({ UnitVector(onFigure($0)) })
            else { return true }
            // No pixel reaches farther than twice the side of a square of its area.
            let reach = 2 * (4 * Double.pi / Double(coarse.count)).squareRoot()
            return SphereBox(around: middle, margin: Float(min(reach, 2))).squaredDistance(to: box) <= 0
        }
        return true
    }

    private func mayMeet(_ box: SphereBox, rings division: HEALPixDivision, _ first: Int, _ end: Int) -> Bool
    {
        guard let top = division.centre(of: first), let bottom = division.centre(of: end) else { return true }
        let (high, low) = (onFigure(top).latitude * .pi / 180, onFigure(bottom).latitude * .pi / 180)
        return Float(sin(high)) + 1e-6 >= box.lowZ && Float(sin(low)) - 1e-6 <= box.highZ
    }

    package func addCentres(of columns: Range<Int>, row: Int, to line: inout CentreLine) {
        for column in columns {
            guard row == 0, let (division, pixel) = list.pixel(at: column),
                let centre = division.centre(of: pixel)
            else {
                line.addNone()
                continue
            }
            line.add(onFigure(centre), steradians: 4 * .pi / Double(division.count))
        }
    }
}
