import Cube
import Execution
import Failures
import Foundation
import Grids
import ObjectStorage
import TestSupport
import Testing
import Zarr

@testable import Catalogue

/// Plain stores that change beneath the same metadata, with nothing believed longer than a request (`refresh: 0`).
struct ChangingStoreTests {
    private let folder = TemporaryFolder()

    private static let array = ZarrText.array("3", type: "uint8", dimensions: ["lat"], codecs: "\"bytes\"")

    private func catalogue(_ store: String, allowing prefix: String? = nil) -> ConfiguredCatalogue {
        var published = PublishedDataset(id: "air", store: store, refreshSeconds: 0)
        published.virtualChunks = prefix.map { [VirtualLocations.Place(prefix: $0)] } ?? []
        let ledger = MemoryLedger(budget: 1 << 24)
        let reader = ZarrReader.fixture(ledger: ledger)
        return ConfiguredCatalogue(
            [published],
            opener: StoreSourceOpener(engine: TransferEngine(), reader: reader, profiles: StorageProfiles()),
            limits: Limits(),
            resources: ReadingResources(ledger: ledger)
        )
    }

    private func open(_ catalogue: ConfiguredCatalogue) throws -> Dataset {
        try catalogue.dataset(at: DatasetAddress(id: "air"), context: .background(seconds: 30))
    }

    private func positions(_ dataset: Dataset) -> [Double] {
        Array(dataset.axes.first?.cells.centres ?? [])
    }

    @Test func coordinatesThatChangeInPlaceAreSeen() throws {
        folder.write(ZarrText.group, to: "zarr.json")
        folder.write(Self.array, to: "lat/zarr.json")
        folder.write(Self.array, to: "t/zarr.json")
        folder.write([10, 20, 30], to: "lat/c/0")
        let catalogue = catalogue(folder.path)
        let first = try open(catalogue)
        #expect(positions(first) == [10, 20, 30])
        // Nothing has changed: the same cube.
        let second = try open(catalogue)
        #expect(first.axes.first === second.axes.first)
        #expect(first.version.snapshot == second.version.snapshot)
        // Data are no coordinates.
        folder.write([1, 2, 3], to: "t/c/0")
        #expect(try open(catalogue).axes.first === first.axes.first)
        folder.write([10, 20, 40], to: "lat/c/0")
        let third = try open(catalogue)
        #expect(positions(third) == [10, 20, 40])
        #expect(third.version.snapshot != first.version.snapshot)
        // Another worker names the same state alike.
        #expect(try open(self.catalogue(folder.path)).version.snapshot == third.version.snapshot)
    }

    /// Its document is the same, and so is the number of nodes.
    @Test func anArrayThatIsRenamedIsSeen() throws {
        folder.write(ZarrText.group, to: "zarr.json")
        for name in ["lat", "a"] { folder.write(Self.array, to: "\(name)/zarr.json") }
        folder.write([10, 20, 30], to: "lat/c/0")
        let catalogue = catalogue(folder.path)
        let first = try open(catalogue)
        #expect(first.arrays.map(\.name).sorted() == ["a", "lat"])
        try FileManager.default.removeItem(atPath: "\(folder.path)/a")
        folder.write(Self.array, to: "b/zarr.json")
        let second = try open(catalogue)
        #expect(second.arrays.map(\.name).sorted() == ["b", "lat"])
        #expect(first.version.snapshot != second.version.snapshot)
    }

    /// Of what is gone there is no last state to serve: all of its chunks would be taken for absent ones.
    @Test func aStoreThatIsGoneIsNotServedOn() throws {
        folder.write(ZarrText.group, to: "zarr.json")
        for name in ["lat", "t"] { folder.write(Self.array, to: "\(name)/zarr.json") }
        folder.write([10, 20, 30], to: "lat/c/0")
        let catalogue = catalogue(folder.path)
        _ = try open(catalogue)
        for name in ["zarr.json", "lat", "t"] {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        for _ in 0..<2 {
            let error = try #require(throws: Failure.self) { try open(catalogue) }
            #expect("\(error)".contains("there is no Zarr group"))
        }
    }

    @Test func otherReferencesBehindTheSameMetadataAreAnotherState() throws {
        folder.write([10, 20, 30, 50, 60, 70], to: "data.bin")
        func write(_ offset: Int) {
            let document = """
                {"version":1,"refs":{"zarr.json":\(ZarrText.group),
                "lat/zarr.json":\(Self.array),"t/zarr.json":\(Self.array),
                "lat/c/0":["file://\(folder.path)/data.bin",\(offset),3]}}
                """
            folder.write(document, to: "refs.json")
        }
        write(0)
        let catalogue = catalogue("\(folder.path)/refs.json", allowing: "file://\(folder.path)/")
        let first = try open(catalogue)
        #expect(positions(first) == [10, 20, 30])
        write(3)
        let second = try open(catalogue)
        #expect(positions(second) == [50, 60, 70])
        #expect(first.version.snapshot != second.version.snapshot)
    }
}
