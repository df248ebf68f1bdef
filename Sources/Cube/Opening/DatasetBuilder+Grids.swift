internal import CF
internal import Zarr

extension DatasetBuilder {
    /// The grid of a variable, and along which dimensions its cells lie; nil where their place is not known.
    mutating func grid(
        _ stored: StoredVariable,
        _ axes: [Axis],
        _ parts: [AxisBuilder.Built]
    ) throws -> GridBuilder.Result? {
        var reports: [Finding] = []
        let axisBuilder = AxisBuilder(arrays: arrays, holders: holders, reader: reader, labels: labels) {
            reports.append($0)
        }
        let builder = GridBuilder(
            arrays: arrays,
            reader: reader,
            meshes: meshes,
            group: group,
            curvilinear: curvilinear,
            built: grids,
            axes: axisBuilder
        ) { problem in
            reports.append(Finding(subject: stored.name, problem: problem))
        }
        let result = try builder.grid(of: stored, axes: axes, parts: parts)
        findings += reports.filter { known.insert($0).inserted }
        return result
    }

    /// A transform that places nothing, of a variable that has no place otherwise.
    func transform(
        _ stored: StoredVariable,
        _ attributes: CFAttributes,
        _ axes: [Axis]
    ) -> MetadataProblem? {
        guard stored.dimensions.count >= 2 else { return nil }
        let mapping = attributes.names("grid_mapping").first.flatMap { name in
            arrays.attributes(of: name.hasSuffix(":") ? String(name.dropLast()) : name)
        }
        let found = AffineAxes.found(variable: attributes, group: group, mapping: mapping)
        switch found {
        case .unusable(let attribute, let isRotated)?:
            return .unusableTransform(attribute: attribute, isRotated: isRotated)
        case .axes(let transform)?:
            let counts = { (role: Axis.Role) in axes.first { $0.role == role }?.count }
            guard let x = counts(.x), let y = counts(.y),
                transform.x(count: x) == nil || transform.y(count: y) == nil
            else { return nil }
            return .overflowingTransform(attribute: transform.attribute)
        case nil: return nil
        }
    }

    /// Positions that only a grid knows stand for those of their dimension in lists, the first grid's where there are
    /// several.
    mutating func show(_ axis: Axis) {
        guard let index = axes.firstIndex(where: { $0.name == axis.name }), !axes[index].hasCoordinates else {
            return
        }
        axes[index] = axis
    }

    /// A dimension whose positions are numbers of cells (CF 1.11, section 8.2).
    func gathering(_ stored: StoredVariable, _ dimension: StoredVariable.Dimension) -> Finding? {
        guard let list = arrays[dimension.name], list.dimensions == [dimension] else { return nil }
        let axes = CFAttributes(list.attributes).names("compress")
        guard !axes.isEmpty else { return nil }
        return Finding(subject: stored.name, problem: .gathered(dimension: dimension.name, axes: axes))
    }
}
