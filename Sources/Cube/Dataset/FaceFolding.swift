internal import Grids
internal import Zarr

/// The faces of a cubed sphere and the rows of each taken as one dimension: row r of face f is row f · rows + r of all
/// (digest: cf.md, section 13).
///
/// What knows cells in rows and columns so knows those of faces too. By index arrays keep their own dimensions.
struct FaceFolding: Sendable, Equatable {
    let face: StoredVariable.Dimension
    let row: StoredVariable.Dimension

    /// Of the one dimension; nil where there is no such number.
    var count: Int? {
        let (count, overflows) = face.size.multipliedReportingOverflow(by: row.size)
        return overflows ? nil : count
    }

    var dimensions: [StoredVariable.Dimension] { [face, row] }

    /// Of the one dimension: no array has one of this name.
    var name: String { "\(face.name) \(row.name)" }

    /// An array with the one dimension in the place of that of the rows; nil for one that does not have both, whole.
    func folded(_ variable: StoredVariable) -> StoredVariable? {
        guard let faces = variable.dimensions.firstIndex(of: face), let count,
            let rows = variable.dimensions.firstIndex(of: row), !variable.isText,
            variable.windows[faces] == nil, variable.windows[rows] == nil,
            let array = FoldedChunks.array(variable.array, faces: faces, rows: rows, count: count)
        else { return nil }
        var dimensions = variable.dimensions
        dimensions[rows] = StoredVariable.Dimension(name: name, size: count)
        dimensions.remove(at: faces)
        var windows = variable.windows
        windows.remove(at: faces)
        return StoredVariable(
            name: variable.name,
            dimensions: dimensions,
            dataType: variable.dataType,
            attributes: variable.attributes,
            array: array,
            windows: windows,
            hidden: variable.hidden?.folded(faces, rows),
            folding: self,
            shift: variable.shift,
            unfolded: variable
        )
    }

    /// The axes of a folded array: `axes` are those of its dimensions before.
    func axes(of folded: StoredVariable, _ axes: [Axis]) -> [Axis] {
        folded.dimensions.compactMap { dimension in
            guard dimension.name == name else { return axes.first { $0.name == dimension.name } }
            return Axis(name: name, role: .y, cells: CellAxis(indices: dimension.size))
        }
    }
}

extension HiddenCells {
    /// The same of an array of which two dimensions are one.
    fileprivate func folded(_ faces: Int, _ rows: Int) -> HiddenCells {
        let place = { (dimension: Int) in dimension > faces ? dimension - 1 : dimension }
        let folded = masks.filter { $0.face == faces && $0.row == rows }.map {
            Mask($0.masks, step: $0.step.map(place), row: place(rows), column: place($0.column))
        }
        return HiddenCells(masks: folded, fill: fill)
    }
}
