import Execution
import TestSupport
import Testing

@testable import ObjectStorage

/// Small texts that mean large ones: each is bounded while it grows.
struct ExpansionBoundTests {
    private let context = WorkContext.background(seconds: 30)

    // MARK: References

    private func fault(_ json: String, maxAddressesBytes: Int = 1 << 20) -> ReferenceFile.Fault? {
        Array(json.utf8).withUnsafeBytes { bytes in
            do throws(ReferenceFile.Fault) {
                _ = try ReferenceFile(bytes, maxAddressesBytes: maxAddressesBytes)
                return nil
            } catch {
                return error
            }
        }
    }

    private func references(_ template: String, _ addresses: [String]) -> String {
        let refs = addresses.enumerated().map { "\"k/\($0)\":[\"\($1)\",0,1]" }.joined(separator: ",")
        return #"{"version":1,"templates":{"a":"\#(template)"},"refs":{\#(refs)}}"#
    }

    /// A hundred kilobytes named 20,000 times would be two gigabytes.
    @Test func aTemplateThatIsNamedVeryOftenIsRefused() {
        let template = String(repeating: "x", count: 100_000)
        let address = String(repeating: "{{a}}", count: 20_000)
        guard case .longAddress(let shown) = fault(references(template, [address])) else {
            Issue.record("not refused")
            return
        }
        #expect(shown.utf8.count == 64)
        #expect(fault(references("", [String(repeating: "{{a}}", count: 1000)])) == nil)
    }

    /// An address may have 8,192 bytes once it is filled in, and not one more.
    @Test(arguments: [(8192, false), (8193, true)])
    func addressesHaveALongestLength(_ length: Int, isRefused: Bool) {
        let template = String(repeating: "x", count: length - 8)
        let filled = fault(references(template, ["s://{{a}}/end"]))
        #expect((filled != nil) == isRefused)
        let plain = fault(references("", [String(repeating: "y", count: length)]))
        #expect((plain != nil) == isRefused)
    }

    /// Three thousand different addresses of 1,004 bytes each are three megabytes.
    @Test func addressesTogetherHaveALongestLength() {
        let template = String(repeating: "x", count: 1000)
        let addresses = (1000..<4000).map { "{{a}}\($0)" }
        #expect(fault(references(template, addresses)) == .longAddresses)
        #expect(fault(references(template, addresses), maxAddressesBytes: 3000 * 1004) == nil)
        // One address that is used by all of them counts once.
        #expect(fault(references(template, addresses.map { _ in "{{a}}" })) == nil)
    }

    /// A letter may carry any number of marks: a message shows some of it all the same.
    @Test func messagesShowTheBeginningOnly() {
        let name = "a" + String(repeating: "\u{301}", count: 100_000)
        guard let fault = fault(references("", ["{{\(name)}}"])) else {
            Issue.record("not refused")
            return
        }
        #expect(fault.reason.utf8.count < 400)
    }

    @Test func generatorsAreRefused() {
        let gen = #"[{"key":"a{{i}}","url":"x","dimensions":{"i":{"stop":1000000000}}}]"#
        #expect(fault(#"{"version":1,"gen":\#(gen),"refs":{}}"#) == .program("gen"))
    }

    // MARK: Compressed references

    /// `{"version":1,"refs":{".zgroup":"{\"zarr_format\":2}","t/0":"abc"}}` by Python's zstandard and gzip.
    private static let packed = [
        (
            "refs.json.zst",
            "KLUv/SBCEQIAeyJ2ZXJzaW9uIjoxLCJyZWZzIjp7Ii56Z3JvdXAiOiJ7XCJ6YXJyX2Zvcm1hdFwiOjJ9IiwidC8wIjoiYWJjIn19"
        ),
        (
            "refs.json.gz",
            "H4sIAAAAAAACA6tWKkstKs7Mz1OyMtRRKkpNK1ayqlbSq0ovyi8tULJSqo5RqkosKopPyy/KTSyJUbIyqlXSUSrRNwDKJSYlK9XWAgClQItWQgAAAA=="
        ),
    ]

    private func open(_ file: [UInt8], _ name: String, maxBytes: Int? = nil) throws -> ReferenceStore? {
        let folder = TemporaryFolder()
        folder.write(file, to: name)
        let engine = TransferEngine()
        return try ReferenceStore.open(
            "\(folder.path)/\(name)",
            profiles: StorageProfiles(),
            virtual: VirtualStores(VirtualLocations(), engine: engine),
            engine: engine,
            maxBytes: maxBytes,
            context: context
        )
    }

    @Test(arguments: packed) func compressedFilesAreRead(_ name: String, _ text: String) throws {
        let file = try #require(Base64Text.decode(text[...]))
        let store = try #require(try open(file, name))
        let outcome = try store.read(ObjectRequest(key: "t/0", maxBytes: 9), context: context)
        #expect(outcome.bytes == Array("abc".utf8))
        // What they are is said by their bytes.
        #expect(try open(file, "refs.json") != nil)
        // Damaged or cut, they are refused.
        #expect(throws: StorageError.self) { try open(Array(file.dropLast(9)), name) }
    }

    /// A million letters in 66 bytes of zstd, whose frame does not say how many come out.
    @Test func whatUnpacksToTooMuchIsRefused() throws {
        let text = "KLUv/QBQjAAASHsidC8wIjoiYQEA9P85OAICABBhAgAQYQIAEGECABBhAgAQYQIAEGFVAAAQIn0BAEVCOQAC"
        let file = try #require(Base64Text.decode(text[...]))
        let error = try #require(throws: StorageError.self) {
            try open(file, "refs.json.zst", maxBytes: 100_000)
        }
        guard case .damaged(key: "refs.json.zst", let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains("100000"))
        #expect(try open(file, "refs.json.zst", maxBytes: 1_000_010) != nil)
    }

    // MARK: Listings

    private struct Page: ListingPage {
        var keys: [String] = []
        var prefixes: [String] = []
        var next: String?
    }

    @Test func namesThatNobodyCanReadAreLeftOut() throws {
        let long = String(repeating: "x", count: 3000)
        let listing = try LevelListing.gather("", below: "", most: 10) { _, _ in
            Page(keys: ["a", long], prefixes: ["b/", long + "/"])
        }
        #expect(listing == Listing(prefixes: ["b"], objects: ["a"]))
    }

    /// The tokens of ten thousand pages are remembered.
    @Test func aTokenHasALongestLength() throws {
        let token = String(repeating: "t", count: 5000)
        var pages = 0
        #expect(throws: StorageError.self) {
            try LevelListing.gather("", below: "", most: 10) { _, _ in
                pages += 1
                return Page(next: token + "\(pages)")
            }
        }
        #expect(pages == 1)
    }

    // MARK: Zip archives

    /// A central directory by its own rules (APPNOTE.TXT 6.3, section 4.3.12): stored entries of no bytes.
    private func directory(_ names: [String]) -> [UInt8] {
        names.flatMap { name -> [UInt8] in
            var record = [UInt8](repeating: 0, count: 46)
            record.replaceSubrange(0..<4, with: [0x50, 0x4B, 1, 2])
            record[28] = UInt8(name.utf8.count & 255)
            record[29] = UInt8(name.utf8.count >> 8)
            return record + Array(name.utf8)
        }
    }

    /// A name of 1,984 bytes has 990 folders above it, a megabyte of names: sixteen such may be, twenty not.
    @Test(arguments: [(10, false), (20, true)])
    func deepNamesHaveABound(_ count: Int, isRefused: Bool) throws {
        let deep = String(repeating: "a/", count: 990)
        let bytes = directory((10..<(10 + count)).map { "\($0)/\(deep)x" })
        let parsed = try bytes.withUnsafeBytes { bytes in
            Result { () throws(ZipFault) in try ZipDirectory(bytes, length: bytes.count, shift: 0) }
        }.get()
        let made = Result { () throws(ZipFault) in
            try ZipContents(parsed, length: bytes.count, validator: nil)
        }
        switch made {
        case .success: #expect(!isRefused)
        case .failure(.tooLarge): #expect(isRefused)
        case .failure(let fault): Issue.record("\(fault)")
        }
    }

    /// Deflate makes at most 1,032 bytes of one, so nothing is allocated for an entry that promises more.
    @Test func anEntryCannotPromiseMoreThanDeflateGives() throws {
        var bytes = directory(["a"])
        bytes[10] = 8
        bytes[20] = 4
        bytes.replaceSubrange(24..<28, with: [0, 0, 0, 16])
        let parsed = try bytes.withUnsafeBytes { bytes in
            Result { () throws(ZipFault) in try ZipDirectory(bytes, length: bytes.count, shift: 0) }
        }.get()
        let contents = try ZipContents(parsed, length: bytes.count, validator: nil)
        let request = ObjectRequest(key: "a", maxBytes: 1 << 30)
        guard case .failure(.damaged(key: "a", let reason)) = ZipPart.part(of: request, in: contents) else {
            Issue.record("268 million bytes of four")
            return
        }
        // 16 × 2^24 bytes, little-endian.
        #expect(
            reason == "the archive promises 268435456 bytes of 4 packed ones, which is more than 1032 of each"
        )
    }
}
