import Catalogue
import Cube
import Execution
import Gateway
import Grids
import JSON
import ObjectStorage
import Serving
import TestSupport
import Testing
import WMS
import Zarr

@testable import Operations

/// The demonstration: written, read back by the product itself, and drawn.
@Suite struct DemoStoreTests {
    private let folder = TemporaryFolder()
    private let start: Int64 = 1_000_000_000_000

    private func open(_ path: String) throws -> Dataset {
        try .fixture(in: FileStore(root: path), context: .background(seconds: 60))
    }

    private struct OneDataset: ScriptedCatalogue {
        let dataset: Dataset

        var ids: [String] { ["demo"] }

        func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset { dataset }
    }

    @Test func itIsReadAndDrawnByTheProductItself() throws {
        let path = folder.path + "/demo"
        try DemoStore(grid: DemoGrid(degrees: 9, start: start)).write(to: path)
        let dataset = try open(path)
        #expect(dataset.findings.isEmpty)
        #expect(
            dataset.variables.map(\.name) == ["air_temperature", "wind_speed", "sea_surface_temperature"]
        )
        #expect(
            dataset.variables.allSatisfy {
                $0.grid?.extent == .init(west: -180, south: -90, east: 180, north: 90)
            }
        )
        #expect(dataset.axes.first { $0.role == .time }?.text(at: 47) == "2001-09-20T19:46:40Z")
        let documents = DocumentCache(ledger: MemoryLedger(budget: 1 << 20))
        let dispatcher = Dispatcher(services: [
            WMSService(
                catalogue: DatasetCatalogue(OneDataset(dataset: dataset)),
                documents: documents
            )
        ])
        for layer in dataset.variables {
            let query =
                "VERSION=1.3.0&REQUEST=GetMap&LAYERS=\(layer.name)&STYLES=&CRS=CRS:84&BBOX=-180,-90,180,90"
                + "&WIDTH=80&HEIGHT=40&FORMAT=image/png&TRANSPARENT=TRUE"
            let request = Request(path: try RequestPath(raw: "/wms/demo"), rawQuery: query)
            let answer = dispatcher.answer(request, context: .background(seconds: 60))
            let picture = try #require(DecodedPNG(answer.body))
            let colours = Set((0..<3200).map { Array(picture.rgba[($0 * 4)..<($0 * 4 + 4)]) })
            #expect(colours.count > 60)
            #expect(colours.contains { $0[3] == 0 } == (layer.name == "sea_surface_temperature"))
        }
    }

    @Test func theSameOptionsWriteTheSameNumbers() throws {
        let paths = ["a", "b"].map { folder.path + "/" + $0 }
        for path in paths { try DemoStore(grid: DemoGrid(degrees: 30, start: start)).write(to: path) }
        #expect(Command.run(["diff", "-r"] + paths) == 0)
    }

    @Test func onlyNewOrEmptyDirectoriesAreWrittenTo() throws {
        let path = folder.path + "/full"
        try ZarrDirectory(creating: path).write(attributes: JSONObject(), arrays: [])
        #expect(throws: DemoStoreError.notEmpty(path: path)) {
            try DemoStore(grid: DemoGrid(degrees: 30, start: start)).write(to: path)
        }
        let missing = folder.path + "/no/such/parent"
        #expect(throws: DemoStoreError.notWritten(path: missing, reason: "No such file or directory")) {
            try ZarrDirectory(creating: missing)
        }
    }
}
