import Execution
import Failures
import Grids
import TestSupport
import Testing

@testable import Cube

/// What a box leaves of cells that answer by being near has an index of its own: without memory for that there is no view,
/// rather than one that hidden cells have a say in.
@Suite struct ViewMemoryTests {
    @Test(arguments: [OddStore.curvilinear(), .curvilinear(steps: 3), .mesh("node")])
    func aViewWithoutMemoryIsRefused(_ store: OddStore) throws {
        let cube = try store.cube()
        let variable = try cube.dataset.variable(named: "v")
        let extent = try #require(variable.grid?.extent)
        let box = try #require(
            GeographicBox(
                west: extent.west,
                south: extent.south,
                east: (extent.west + extent.east) / 2,
                north: extent.north
            )
        )
        let context = WorkContext.background(seconds: 30)
        let room = cube.ledger.maxHeld - cube.ledger.held
        var others: Reservation? = try cube.ledger.hold(room, context: context)
        let brief = WorkContext.background(seconds: 0.01)
        #expect(throws: Failure.busy) { try cube.dataset.restricted(by: Policy(box: box), context: brief) }
        #expect(others != nil && cube.ledger.reserved == 0 && cube.ledger.held == cube.ledger.maxHeld)
        // What cuts no grid takes none.
        let named = try cube.dataset.restricted(by: Policy(variables: ["v"]), context: brief)
        #expect(named.variables.count == 1)
        others = nil
        let view = try cube.dataset.restricted(by: Policy(box: box), context: context)
        #expect(try view.variable(named: "v").grid?.kind == variable.grid?.kind)
    }
}
