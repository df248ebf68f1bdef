internal import CF
internal import JSON

extension ArrayCatalogue {
    /// What is said of a variable without a place whose cells or features have x and y, on a plane or about another pole, in a form
    /// that is not turned into longitudes and latitudes; nil for all others.
    func planeProblem(of variable: StoredVariable) -> MetadataProblem? {
        let own = Set(variable.dimensions.map(\.name))
        let listed = CFAttributes(variable.attributes).names("coordinates").compactMap { self[$0] }
        let places = (listed + all).filter { array in
            !array.dimensions.isEmpty && own.isSuperset(of: array.dimensions.map(\.name))
        }
        for x in places where Self.says(x, .projectionX) {
            let dimensions = Set(x.dimensions)
            let y = places.first { Self.says($0, .projectionY) && Set($0.dimensions) == dimensions }
            guard let y else { continue }
            return .planePlaces(x: x.name, y: y.name, dimensions: x.dimensions.map(\.name))
        }
        return nil
    }

    private static func says(_ array: StoredVariable, _ meaning: AxisEvidence.Meaning) -> Bool {
        let attributes = CFAttributes(array.attributes)
        let evidence = AxisEvidence.of(name: array.name, attributes: attributes, isCoordinate: false)
        return evidence?.meaning == meaning
    }
}
