internal import Icechunk
internal import JSON
internal import TestSupport

/// Files of Icechunk repositories, and the values in them.
enum IcechunkFuzzing {
    static let targets = [
        file("icechunk-repository", "repo", WholeFile.repository),
        file("icechunk-snapshot", "snapshots/", WholeFile.snapshot),
        file("icechunk-manifest", "manifests/", WholeFile.manifest),
        file("icechunk-transactions", "transactions/", WholeFile.transactionLog),
        values("flexbuffer", flexBuffers) { _ = try WholeFile.flexBuffer($0).bytes },
        values("messagepack", messagePacks) { _ = try WholeFile.messagePack($0).bytes },
    ]

    /// Seeds are files of the fixtures, as they are and without their compression, which hides structure.
    private static func file(
        _ name: String,
        _ prefix: String,
        _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws(Corruption) -> Void
    ) -> FuzzTarget {
        let files = IcechunkFixture.all.flatMap { fixture in
            fixture.objects.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map(\.value)
        }
        return values(name, files + files.compactMap(WholeFile.decompressed)) { try body($0) }
    }

    private static func values(
        _ name: String,
        _ seeds: [[UInt8]],
        _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) -> FuzzTarget {
        FuzzTarget(name, seeds: seeds, isRefusal: { $0 is Corruption }, body)
    }

    /// `{"a": [1, 2.5, "x"], "b": null}` and scalars.
    private static let flexBuffers: [[UInt8]] = [
        [0x61, 0, 1, 0x78, 0, 0x05, 0x05, 0x00, 0x01], [0x2A, 0x04, 0x01], [0x00, 0x00, 0x01],
        [0x01, 0x68, 0x01],
        [0x61, 0, 0x01, 0x02, 0x01, 0x01, 0x01, 0x03, 0x04, 0x04, 0x24, 0x01],
        [3, 1, 2, 3, 3, 0x2C, 1],
    ]

    /// `[1, -1, "a", nil, true, {"k": 1.5}]`, and numbers of several widths.
    private static let messagePacks: [[UInt8]] = [
        [0x96, 0x01, 0xFF, 0xA1, 0x61, 0xC0, 0xC3, 0x81, 0xA1, 0x6B, 0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0],
        [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0],
        [0xDC, 0, 1, 0xDE, 0, 1, 0xD9, 1, 0x61, 0xC4, 2, 1, 2],
    ]
}
