import Execution
import Failures
import Grids
import JSON
import TestSupport
import Testing

@testable import Cube

/// A sound store of which something is wrong, and what comes of it.
struct StoreFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The kind of grid that the variable has; nil where it is served by index alone.
    let kind: String?
    /// All that is told of the store.
    let problems: [MetadataProblem]
    /// The attribute whose text is no reference system, told beside them in words of PROJ.
    let refused: String?
    let store: OddStore

    /// `change` spoils what `base` makes.
    init(
        _ description: String,
        _ base: OddStore,
        _ kind: String?,
        _ problems: [MetadataProblem] = [],
        refused: String? = nil,
        _ change: (inout OddStore) -> Void
    ) {
        (testDescription, self.kind, self.problems, self.refused) = (description, kind, problems, refused)
        var store = base
        change(&store)
        self.store = store
    }

    /// Opens the store and asks it in every way.
    ///
    /// It tells what is wrong and nothing else, and answers or refuses with a type; memory stays within its limits, as
    /// `DatasetProbe` looks at.
    func check() throws {
        let cube = try store.cube()
        let dataset = cube.dataset
        #expect(cube.ledger.held <= dataset.coordinateBytes)
        let variable = dataset.variables.first { $0.name == "v" }
        #expect(variable?.grid?.kind == kind)
        let told = dataset.findings.map(\.problem)
        let refusals = told.compactMap { problem in
            if case .unusableReferenceSystem(let attribute, _) = problem { attribute } else { nil }
        }
        #expect(Set(refusals) == Set([refused].compactMap(\.self)))
        #expect(Set(told).subtracting(problems).count == refusals.count, "\(told)")
        #expect(Set(problems).isSubset(of: told), "\(told)")
        #expect(DatasetProbe(dataset, answersNearest: store.answersNearest).faults == [])
        // What a box leaves may have an index of its own, kept beside that of the whole.
        #expect(cube.ledger.reserved == 0 && cube.ledger.held <= cube.ledger.maxHeld)
        guard let variable, variable.grid == nil else { return }
        // It is served by index, and has no place.
        #expect(try dataset.bind(Query(variables: ["v"], others: .byDefault)).cost.chunks > 0)
        #expect(throws: Failure.self) {
            try dataset.bind(Query(variables: ["v"], place: .point(longitude: 11, latitude: 41)))
        }
    }
}
