package import Catalogue
package import Cube
package import Execution
package import Failures
package import JSON
internal import Zarr

/// A dataset made of arrays in memory: opened, planned and read as any other.
package struct CubeFixture: Sendable {
    package private(set) var dataset: Dataset
    /// What all plans of the fixture reserve in.
    package let ledger: MemoryLedger
    /// Where each array's chunks come from, by name: to count reads or make them fail.
    package let chunks: [String: MemoryChunks]

    /// What is in memory does not change: its snapshot covers the data.
    package static let version = DatasetVersion(
        snapshot: "fixture-1",
        isPinned: false,
        coversData: true,
        freshSeconds: 60
    )

    /// `failing` are arrays of which every read throws, from the opening on.
    package init(
        id: String = "fixture",
        title: String? = nil,
        attributes: [(String, JSONValue)] = [],
        arrays: [FixtureArray],
        texts: [FixtureTexts] = [],
        failing: [String: any Error] = [:],
        version: DatasetVersion = CubeFixture.version,
        limits: Limits = Limits(),
        budget: Int = 256 << 20,
        spool: Spool = Spool(),
        streaming: StreamSizes = StreamSizes()
    ) throws {
        var chunks: [String: MemoryChunks] = [:]
        var opened: [ZarrArray] = []
        for array in arrays {
            let source = MemoryChunks(array)
            if let error = failing[array.name] { source.fail(with: error) }
            chunks[array.name] = source
            opened.append(ZarrArray(metadata: array.metadata, source: source))
        }
        let group = ZarrGroup(
            path: "",
            attributes: JSONObject(attributes),
            arrays: opened,
            others: texts.map(\.opened),
            groups: [],
            unusable: [],
            validator: "fixture-1"
        )
        self.chunks = chunks
        ledger = MemoryLedger(budget: budget)
        dataset = try Dataset.open(
            group,
            address: DatasetAddress(id: id),
            title: title,
            summary: nil,
            version: version,
            limits: limits,
            policy: .unrestricted,
            resources: ReadingResources(
                ledger: ledger,
                spool: spool,
                streaming: streaming
            ),
            context: .background(seconds: 30)
        )
    }

    /// The same cube as a policy lets it be seen.
    package func restricted(by policy: Policy) throws -> CubeFixture {
        var fixture = self
        fixture.dataset = try dataset.restricted(by: policy)
        return fixture
    }

    /// Chunks of data variables handed out so far: coordinates were read when the dataset was opened.
    package var dataChunksRead: Int {
        dataset.variables.reduce(0) { $0 + (chunks[$1.name]?.chunksRead ?? 0) }
    }
}

extension DatasetVersion {
    /// The same state under the name that stays.
    fileprivate var pinned: DatasetVersion {
        DatasetVersion(
            snapshot: snapshot,
            isPinned: true,
            pin: pin,
            latest: latest,
            coversData: coversData,
            freshSeconds: freshSeconds,
            configuration: configuration
        )
    }
}

/// A catalogue of fixtures, all of them public.
package struct FixtureCatalogue: ScriptedCatalogue {
    private let datasets: [Dataset]

    package init(_ fixtures: [CubeFixture]) {
        datasets = fixtures.map(\.dataset)
    }

    package var ids: [String] { datasets.map(\.address.id) }

    package func entries(context: WorkContext) -> [CatalogueEntry] {
        datasets.map { CatalogueEntry(id: $0.address.id, title: $0.title, summary: $0.summary) }
    }

    package func dataset(at address: DatasetAddress, context: WorkContext) throws -> Dataset {
        if let dataset = datasets.first(where: { $0.address == address }) { return dataset }
        // The one snapshot of a fixture, by its own name.
        let pinned = datasets.first { $0.permalink == address }
        guard let pinned else {
            throw Failure.notFound(.dataset, name: address.text, known: datasets.map(\.address.text))
        }
        return pinned.addressed(as: address, version: pinned.version.pinned)
    }
}
