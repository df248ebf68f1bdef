import Grids
import Testing

@testable import Execution

@Suite("The one digest of content")
struct ContentDigestTests {
    /// `openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:16 -in FILE SIPHASH` (OpenSSL 3) of the
    /// bytes 0, 1, 2 …; the first two stand in the test vectors of the reference implementation too.
    @Test(
        "Digests are those of SipHash-2-4 with 128 bits",
        arguments: [
            (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
            (7, "a1f1ebbed8dbc153c0b84aa61ff08239"), (8, "3b62a9ba6258f5610f83e264f31497b4"),
            (15, "5493e99933b0a8117e08ec0f97cfc3d9"), (16, "6ee2a4ca67b054bbfd3315bf85230577"),
            (63, "5150d1772f50834a503e069a973fbd7c"),
        ]
    )
    func vectors(count: Int, expected: String) {
        let bytes = (0..<count).map { UInt8($0) }
        for pieces in [[count], [count / 2, count - count / 2], Array(repeating: 1, count: count)] {
            var digest = ContentDigest(key: 0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
            var start = 0
            for piece in pieces {
                Array(bytes[start..<(start + piece)]).withUnsafeBytes { digest.absorb($0) }
                start += piece
            }
            #expect(digest.text == expected)
        }
    }

    @Test("Neighbours do not run together")
    func framing() {
        func digest(_ add: (inout ContentDigest) -> Void) -> String {
            var digest = ContentDigest()
            add(&digest)
            return digest.text
        }
        let texts = [
            digest { $0.add("ab") },
            digest {
                $0.add("a"); $0.add("b")
            },
            digest {
                $0.add(""); $0.add("ab")
            },
            digest {
                $0.add("ab"); $0.add("")
            }, digest { $0.add("ab" as String?) }, digest { $0.add(nil as String?) },
            digest {
                $0.add([1.0]); $0.add([2.0])
            }, digest { $0.add([1.0, 2.0]) }, digest { $0.add([0.0]) },
            digest { $0.add([-0.0]) },
        ]
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.utf8.count == 32 })
    }
}
