internal import Cube
internal import Grids

extension SimilarQuery {
    /// Levels, members and the like that are written one by one.
    private static let mostListed = 50

    /// Whether a requested variable lies along an axis: of others nothing need be cut.
    private func matters(_ axis: Axis) -> Bool {
        variables.contains { variable in
            variable.axes.contains { $0.name == axis.name || $0.alternates.contains { $0.name == axis.name } }
                || variable.forecast?.axis.name == axis.name
        }
    }

    /// Fewer times, from the first; nil where there are not several.
    var times: RequestCut? {
        let axes = (collection.timeAxes + collection.forecasts.map(\.axis)).filter(matters)
        guard let axis = axes.max(by: { $0.count < $1.count }) else { return nil }
        let selection = parameters["datetime"].flatMap { try? DatetimeSelection($0) }
        let positions = Self.positions(of: axis, try? selection?.selector(for: axis))
        guard positions.count > 1, let first = positions.first else { return nil }
        return RequestCut(most: positions.count) { count in
            let (start, end) = (axis.text(at: first), axis.text(at: positions[count - 1]))
            return ["datetime": count == 1 ? start : "\(start)/\(end)"]
        }
    }

    private static func positions(of axis: Axis, _ selector: AxisSelector?) -> [Int] {
        let ranges = try? axis.indices(selector ?? .all)
        return (ranges ?? []).flatMap { range in (0..<range.count).map { range[$0] } }
    }

    /// Fewer levels.
    var levels: [RequestCut] {
        guard let axis = collection.verticalAxes.filter(matters).max(by: { $0.count < $1.count }) else {
            return []
        }
        let selection = parameters["z"].flatMap { try? NumberSelection($0, parameter: "z") }
        return [list(Self.positions(of: axis, selection?.selector(for: axis)), of: axis, parameter: "z")]
            .compactMap { $0 }
    }

    /// Fewer positions of every other dimension.
    var members: [RequestCut] {
        collection.customDimensions.filter { matters($0.axis) }.compactMap { dimension in
            let selector = try? parameters[dimension.id].map { try dimension.selector($0, parameters) }
            return list(
                Self.positions(of: dimension.axis, selector),
                of: dimension.axis,
                parameter: dimension.id
            )
        }
    }

    /// The positions one by one; nil for those that cannot be written so.
    private func list(_ positions: [Int], of axis: Axis, parameter: String) -> RequestCut? {
        let texts = positions.prefix(Self.mostListed).map(axis.text)
        guard positions.count > 1, !texts.contains(where: \.isEmpty) else { return nil }
        return RequestCut(most: texts.count) { [parameter: QueryParameters.list(Array(texts.prefix($0)))] }
    }
}
