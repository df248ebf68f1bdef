import Icechunk
import JSON
import TestSupport
import Testing

/// Files with bytes changed at random: whatever is in them, an error is the worst that comes of it.
struct MutationTests {
    private struct Kind: Sendable, CustomStringConvertible {
        let description: String
        let walk: @Sendable (UnsafeRawBufferPointer) throws(Corruption) -> Void

        var files: [[UInt8]] {
            IcechunkFixture.all.flatMap { fixture in
                fixture.objects.filter { $0.key.hasPrefix(description) }.sorted { $0.key < $1.key }
                    .compactMap { WholeFile.decompressed($0.value) }
            }
        }
    }

    private static let kinds = [
        Kind(description: "repo", walk: WholeFile.repository),
        Kind(description: "snapshots/", walk: WholeFile.snapshot),
        Kind(description: "manifests/", walk: WholeFile.manifest),
        Kind(description: "transactions/", walk: WholeFile.transactionLog),
    ]

    @Test(arguments: kinds.indices) func neverTraps(_ kind: Int) throws {
        let kind = Self.kinds[kind]
        let files = kind.files
        try #require(!files.isEmpty)
        var random = SplitMix(state: 7)
        for file in files {
            try file.withUnsafeBytes { try kind.walk($0) }
            for _ in 0..<(3000 / files.count) {
                var changed = file
                for _ in 0...Int(random.next() % 3) {
                    let place = 39 + Int(random.next() % UInt64(file.count - 39))
                    changed[place] =
                        [0, 1, 0x7F, 0x80, 0xFF, UInt8(truncatingIfNeeded: random.next())].randomElement(
                            using: &random
                        ) ?? 0
                }
                _ = try? changed.withUnsafeBytes { try kind.walk($0) }
            }
        }
    }

    /// Written by the FlexBuffers of Python's flatbuffers 25.12; the last, of numbers alone, as the format says.
    @Test(
        arguments: [
            ([0x2A, 0x04, 0x01], 42), ([0xD6, 0x04, 0x01], -42), ([0x00, 0x00, 0x01], .null),
            ([0x01, 0x68, 0x01], true), ([0x00, 0x00, 0x20, 0x40, 0x0E, 0x04], 2.5),
            ([0x01, 0x61, 0x00, 0x02, 0x14, 0x01], "a"),
            ([0x00, 0x00, 0x28, 0x01], []), ([0x00, 0x00, 0x01, 0x00, 0x00, 0x24, 0x01], [:]),
            ([0x01, 0x61, 0, 0x03, 0x01, 0x04, 0, 0x04, 0x14, 0, 0x06, 0x28, 0x01], [1, "a", nil]),
            (
                [
                    0x61, 0x00, 0x01, 0x78, 0x00, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00,
                    0x00, 0x00, 0x00, 0x00, 0x20, 0x40, 0x11, 0x00, 0x00, 0x00, 0x06, 0x0E, 0x14, 0x62,
                    0x00, 0x02, 0x1E, 0x04, 0x02, 0x01, 0x02, 0x17, 0x00, 0x2A, 0x00, 0x04, 0x24, 0x01,
                ], ["a": [1, 2.5, "x"], "b": nil]
            ),
            ([0x03, 0x01, 0x02, 0x03, 0x03, 0x2C, 0x01], [1, 2, 3]),
        ] as [([UInt8], JSONValue)]
    )
    func readsFlexBuffers(_ bytes: [UInt8], _ value: JSONValue) throws {
        let read = try bytes.withUnsafeBytes { bytes in Result { try WholeFile.flexBuffer(bytes) } }.get()
        #expect(read == value)
    }

    @Test(
        arguments: [
            [0x2A], [0x2A, 0x04, 0x03], [0x05, 0x14, 0x01], [0xFF, 0x28, 0x01], [0x00, 0x24, 0x01],
            [0x10, 0x04, 0x01, 0x25, 0x01],
            [0x01, 0xFF, 0x01],
        ] as [[UInt8]]
    )
    func refusesDamagedFlexBuffers(_ bytes: [UInt8]) {
        let result = bytes.withUnsafeBytes { bytes in Result { try WholeFile.flexBuffer(bytes) } }
        #expect(throws: Corruption.self) { try result.get() }
    }

    /// Examples of the MessagePack specification.
    @Test(
        arguments: [
            ([0x07], 7), ([0xE0], -32), ([0xC0], .null), ([0xC3], true), ([0xCD, 0x01, 0x00], 256),
            ([0xD1, 0xFF, 0x00], -256), ([0xCA, 0x3F, 0x80, 0, 0], 1.0), ([0xA3, 0x66, 0x6F, 0x6F], "foo"),
            ([0x93, 1, 2, 3], [1, 2, 3]), ([0x82, 0xA1, 0x61, 1, 0xA1, 0x62, 0x90], ["a": 1, "b": []]),
            ([0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .unsigned(.max)),
            ([0xC4, 2, 8, 9], [8, 9]),
        ] as [([UInt8], JSONValue)]
    )
    func readsMessagePack(_ bytes: [UInt8], _ value: JSONValue) throws {
        let read = try bytes.withUnsafeBytes { bytes in Result { try WholeFile.messagePack(bytes) } }.get()
        #expect(read == value)
    }

    @Test(
        arguments: [
            [], [0xC1], [0x07, 0x07], [0xA3, 0x66], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
            [0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 0],
            [0x81, 0x01, 0x01], [0xA1, 0xFF], [UInt8](repeating: 0x91, count: 100), [0xD4, 0, 0],
        ] as [[UInt8]]
    )
    func refusesDamagedMessagePack(_ bytes: [UInt8]) {
        let result = bytes.withUnsafeBytes { bytes in Result { try WholeFile.messagePack(bytes) } }
        #expect(throws: Corruption.self) { try result.get() }
    }
}
