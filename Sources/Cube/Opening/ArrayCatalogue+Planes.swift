internal import CF
internal import JSON

extension ArrayCatalogue {
    /// What is said of a variable without a place that lists x and y of its cells or features, on a plane or about another pole, in a
    /// form that is not turned into longitudes and latitudes; nil for all others.
    func planeProblem(of variable: StoredVariable) -> MetadataProblem? {
        let own = Set(variable.dimensions.map(\.name))
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { self[$0] }
        let places = listed.filter { array in
            !array.dimensions.isEmpty && own.isSuperset(of: array.dimensions.map(\.name))
        }
        guard let x = places.first(where: { Self.says($0, .projectionX) }),
            let y = places.first(where: { Self.says($0, .projectionY) }),
            Set(x.dimensions) == Set(y.dimensions)
        else { return nil }
        return .planePlaces(x: x.name, y: y.name, dimensions: x.dimensions.map(\.name))
    }

    private static func says(_ array: StoredVariable, _ meaning: AxisEvidence.Meaning) -> Bool {
        let attributes = CFAttributes(array.attributes)
        let evidence = AxisEvidence.of(name: array.name, attributes: attributes, isCoordinate: false)
        return evidence?.meaning == meaning
    }
}
