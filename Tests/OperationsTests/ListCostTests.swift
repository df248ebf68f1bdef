import Catalogue
import Cube
import Execution
import Gateway
import Principals
import Synchronization
import TestSupport
import Testing

@testable import Operations

/// What is about all datasets opens few of them, however many there are.
@Suite struct ListCostTests {
    private final class Thousands: ScriptedCatalogue {
        let ids = (0..<6000).map { "d\(1000 + $0)" }
        private let cube: Dataset
        let opened = Mutex(0)

        init() throws { cube = try AttackedCube.part("d1000").dataset }

        func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
            opened.withLock { $0 += 1 }
            return cube.addressed(as: address, version: cube.version)
        }
    }

    @Test(arguments: AttackTable.lists)
    func aListOpensAHundredAtMost(_ row: AttackTable.Row) throws {
        let catalogue = try Thousands()
        let ledger = MemoryLedger(budget: 256 << 20)
        let dispatcher = Dispatcher(
            services: Site.services(of: DatasetCatalogue(catalogue), ledger: ledger, spool: Spool()),
            ledger: ledger
        )
        let answer = try dispatcher.get(row.target, [], as: .anonymous)
        #expect(answer.status == (row.works ? 200 : 400), "\(answer.status)")
        // Descriptions of collections and layers are made of the datasets themselves.
        let opens = row.target.contains("/collections") || row.prefix == "wms"
        let opened = catalogue.opened.withLock { $0 }
        #expect(opened <= (opens ? 100 : 0), "\(opened)")
        guard ["", "datasets", "dap"].contains(row.prefix) else { return }
        #expect(["d1000", "d6999"].allSatisfy(answer.text.contains), "leaves some out")
    }
}
