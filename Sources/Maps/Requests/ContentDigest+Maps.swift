package import Cube
package import Execution
internal import Grids

/// What decides a picture or a value under a pixel, field by field, for tags that leave the process.
extension Slice {
    /// Everything that decides its values, but the dataset.
    func addIdentity(to digest: inout ContentDigest) {
        digest.add(variable.name)
        digest.add(variable.converted == nil ? nil : variable.units ?? "")
        digest.add(matches.count)
        for match in matches {
            digest.add(match.axis.name)
            digest.add(match.index)
        }
    }
}

extension CellPlan {
    /// Everything that decides the value, but the dataset.
    package func addIdentity(to digest: inout ContentDigest) {
        slice.addIdentity(to: &digest)
        digest.add(cell?.column ?? -1)
        digest.add(cell?.row ?? -1)
        digest.add(level)
        weights?.addIdentity(to: &digest)
    }
}

extension CellWeights {
    /// Of a pixel or a few.
    fileprivate func addIdentity(to digest: inout ContentDigest) {
        switch self {
        case .lines(let lines):
            for line in [lines.columns, lines.rows] {
                digest.add(line.cells.count)
                for cell in line.cells { digest.add(Int(cell)) }
                digest.add(line.weights)
            }
        case .lists(let lists):
            for cells in [lists.columns, lists.rows] { for cell in cells { digest.add(Int(cell)) } }
            digest.add(lists.weights.map(Double.init))
        case .centres(let cells):
            cells.forEachCell { row, column in
                digest.add(row)
                digest.add(column)
            }
        }
    }
}

extension ShapeInk {
    /// What the colours of a palette and its range do not tell.
    func addIdentity(to digest: inout ContentDigest) {
        digest.add(isPlain ? 0 : 1)
        digest.add(bands ?? 0)
        digest.add(interval?.step ?? 0)
        digest.add(interval?.lowest ?? 0)
        digest.add(interval?.highest ?? 0)
    }
}

extension PictureFrame {
    func addIdentity(to digest: inout ContentDigest) {
        digest.add(width)
        digest.add(height)
        digest.add(format.mediaType)
        digest.add(isTransparent ? 1 : 0)
        digest.add(background)
        digest.add(opacity)
    }
}

extension OuterColours {
    func addIdentity(to digest: inout ContentDigest) {
        for tint in [below.tint, above.tint, missing] {
            digest.add(tint == nil ? 0 : 1)
            if let tint {
                digest.add(tint.colour)
                digest.add(Int(tint.opacity))
            }
        }
    }
}

extension ContentDigest {
    mutating func add(_ target: RasterTarget) {
        switch target.system {
        case .geographic: add(0)
        case .webMercator: add(1)
        case .projected(let system):
            add(2)
            add(system.name)
        }
        add([target.minX, target.minY, target.maxX, target.maxY])
        add(target.width)
        add(target.height)
    }

    mutating func add(_ question: LevelQuestion?) {
        add(question?.quantity.rawValue)
        add(question?.method.rawValue)
        add(question?.value ?? 0)
    }

    mutating func add(_ colour: Colour) {
        add(Int(colour.red) << 16 | Int(colour.green) << 8 | Int(colour.blue))
    }
}
