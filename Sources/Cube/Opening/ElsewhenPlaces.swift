internal import CF
internal import Zarr

extension GridBuilder {
    /// What is said of a variable without a time whose longitudes and latitudes lie along one: which of these are its own
    /// nothing tells.
    func elsewhen(_ variable: StoredVariable) -> MetadataProblem? {
        let own = Set(variable.dimensions.map(\.name))
        let listed = Set(CFAttributes(variable.attributes).names("coordinates"))
        typealias Place = (array: StoredVariable, steps: String)
        let fitting = curvilinear.pairs.places.compactMap { array -> Place? in
            let others = array.dimensions.filter { !own.contains($0.name) }
            guard others.count == 1, let steps = others.first, steps.size > 0, isTime(steps.name) else {
                return nil
            }
            // Cells in a list are not told from ships and soundings but by who names them.
            let plane = array.dimensions.count - 1
            guard plane == 2 || plane == 1 && listed.contains(array.name) && areCells else { return nil }
            return (array, steps.name)
        }
        for longitude in fitting where AxisEvidence.of(longitude.array)?.meaning == .longitude {
            let latitude = fitting.first {
                AxisEvidence.of($0.array)?.meaning == .latitude
                    && Set($0.array.dimensions.map(\.name)) == Set(longitude.array.dimensions.map(\.name))
            }
            guard let latitude else { continue }
            return .placesElsewhen(
                longitude: longitude.array.name,
                latitude: latitude.array.name,
                dimension: longitude.steps
            )
        }
        return nil
    }

    private var areCells: Bool { group.text("featureType") == nil }

    private func isTime(_ dimension: String) -> Bool {
        arrays[dimension].flatMap { AxisEvidence.of($0)?.meaning } == .time
            || AxisNames.meaning(of: dimension) == .time
    }
}
