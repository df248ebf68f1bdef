import Execution
import TestSupport
import Testing

@testable import Gateway

/// Texts that leave compressed, read back by the program gzip.
@Suite struct CompressionTests {
    /// How a service hands a body over.
    enum Way: CaseIterable {
        case bytes, kept, deferred, measured

        func body(_ text: [UInt8]) -> ResponseBody {
            let write: @Sendable (any BodyWriter) throws -> Void = { writer in
                for start in stride(from: 0, to: text.count, by: 10_000) {
                    try writer.write(Array(text[start..<min(start + 10_000, text.count)]))
                }
            }
            switch self {
            case .bytes: return .bytes(text)
            case .kept: return .kept(KeptText(text))
            case .deferred: return .deferred(write)
            case .measured: return .deferred(length: text.count, write)
            }
        }
    }

    /// Numbers, as answers are made of.
    private static func text(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { text, length in
            while length < count {
                let part = min(numbers.count, count - length)
                let target = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(text)[length..<(length + part)]
                )
                numbers.withUnsafeBytes {
                    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<part]))
                }
                length += part
            }
        }
    }

    private static let numbers = (0..<1000).flatMap { Array("\($0 * 7919 % 1000),".utf8) }

    private static func noise(_ count: Int) -> [UInt8] {
        var random = SplitMix(state: 1)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private func answer(
        _ body: ResponseBody,
        _ method: HTTPMethod = .get,
        accepting coding: String? = "gzip",
        type: String = "application/json",
        tag: String? = nil,
        matching: String? = nil,
        ledger: MemoryLedger = MemoryLedger(budget: 64 << 20)
    ) throws -> FinishedResponse {
        let service = ScriptedService { _, _ in
            var response = Response(contentType: type, body: body)
            response.entityTag = tag
            return response
        }
        let headers = [("Accept-Encoding", coding), ("If-None-Match", matching)].compactMap { name, value in
            value.map { (name, $0) }
        }
        return try ask("/s", method, query: "f=json", headers: headers, services: [service], ledger: ledger)
    }

    /// What the program gzip reads; nil for what it does not take.
    private func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
        let folder = TemporaryFolder()
        folder.write(bytes, to: "packed")
        let line = "gzip -dc < '\(folder.path)/packed' > '\(folder.path)/plain'"
        guard Command.run(["sh", "-c", line]) == 0 else { return nil }
        return folder.read("plain")
    }

    /// Around the first block of a body, its blocks together, and the bound of what waits in memory.
    @Test(arguments: Way.allCases, [1024, 32 << 10, (32 << 10) + 1, 300_000, 4 << 20])
    func textsArriveWhole(way: Way, count: Int) throws {
        let text = Self.text(count)
        let answer = try answer(way.body(text))
        #expect(answer.fields.all("Content-Encoding") == ["gzip"])
        #expect(answer.fields.all("Vary") == ["Accept-Encoding"])
        #expect(answer.fields["Content-Length"] == String(answer.body.count))
        #expect(answer.body.count < count / 2)
        #expect(unpacked(answer.body) == text)
    }

    /// A part that many bodies have, at the beginning, as late as what stands before it is stored, and later; with nothing
    /// behind it and much; so noisy that no compressed form of it is kept; and one too short for that.
    @Test(
        arguments: [0, 300, 4096, 4097, 40_000],
        [([UInt8](), 0), (text(200_000), 1), (text(20_000), 70_000), (noise(30_000), 9), (text(300), 5000)]
    )
    func partsOfManyBodiesStandInEach(start: Int, rest: (part: [UInt8], after: Int)) throws {
        let part = BodyPart(rest.part)
        let text = Self.text(start) + rest.part + Self.text(rest.after) + rest.part
        let body = ResponseBody.deferred { writer in
            try writer.write(Self.text(start))
            try writer.write(part)
            try writer.write(Self.text(rest.after))
            try writer.write(part)
        }
        // The second body finds the part compressed.
        for _ in 0..<2 {
            let answer = try answer(body)
            let isWorthIt = text.count >= 1024 && rest.part.count != 30_000
            if isWorthIt { #expect(answer.fields["Content-Encoding"] == "gzip") }
            let plain =
                answer.fields["Content-Encoding"] == nil ? answer.body : try #require(unpacked(answer.body))
            #expect(plain == text)
        }
        #expect(
            (part.compressed { nil } != nil)
                == (start <= 4096 && [200_000, 20_000].contains(rest.part.count))
        )
    }

    @Test(arguments: Way.allCases, [nil, "identity", "br", "gzip;q=0"])
    func nobodyGetsWhatHeDoesNotTake(way: Way, coding: String?) throws {
        let text = Self.text(50_000)
        let answer = try answer(way.body(text), accepting: coding)
        #expect(answer.fields["Content-Encoding"] == nil)
        #expect(answer.fields.all("Vary") == ["Accept-Encoding"])
        #expect(answer.fields["Content-Length"] == "50000")
        #expect(answer.body == text)
    }

    @Test(arguments: Way.allCases, ["text/csv", "application/octet-stream", "image/png"])
    func dataLeavesAsItIs(way: Way, type: String) throws {
        let text = Self.text(50_000)
        let answer = try answer(way.body(text), type: type, tag: "T")
        #expect(answer.fields["Content-Encoding"] == nil)
        #expect(answer.fields["Vary"] == nil)
        #expect(answer.fields["ETag"] == "\"T\"")
        #expect(answer.body == text)
    }

    /// Too short, and nothing to gain; a body beyond 4 MiB waits on disk.
    @Test(arguments: Way.allCases) func someTextsStayPlain(way: Way) throws {
        for text in [[], Self.text(1023), Self.noise(100_000)] {
            let answer = try answer(way.body(text))
            #expect(answer.fields["Content-Encoding"] == nil)
            #expect(answer.fields["Content-Length"] == String(text.count))
            #expect(answer.fields["Vary"] == "Accept-Encoding")
            #expect(answer.body == text)
        }
        let long = Self.text((4 << 20) + 1)
        let answer = try answer(way.body(long))
        // What is kept was compressed when it was made.
        #expect((answer.fields["Content-Encoding"] == "gzip") == (way == .kept))
        #expect(way == .kept ? unpacked(answer.body) == long : answer.body == long)
    }

    /// A client that refuses plain bytes gets short texts compressed, and what does not become shorter too.
    @Test func plainBytesCanBeRefused() throws {
        for text in [Self.text(1), Self.text(1023), Self.noise(5000)] {
            let answer = try answer(.bytes(text), accepting: "gzip, identity;q=0")
            #expect(answer.fields["Content-Encoding"] == "gzip")
            #expect(unpacked(answer.body) == text)
        }
    }

    /// A ledger whose memory others hold: the text leaves plain, at once.
    @Test(arguments: [Way.bytes, .deferred, .measured]) func withoutMemoryTextsStayPlain(way: Way) throws {
        let ledger = MemoryLedger(budget: 1 << 20)
        let held = try ledger.reserve(1 << 20, context: .background(seconds: 1))
        let text = Self.text(30_000)
        let answer = try answer(way.body(text), ledger: ledger)
        withExtendedLifetime(held) {}
        #expect(answer.fields["Content-Encoding"] == nil)
        #expect(answer.body == text)
    }

    @Test(arguments: Way.allCases) func memoryIsGivenBack(way: Way) throws {
        let ledger = MemoryLedger(budget: 64 << 20)
        _ = try answer(way.body(Self.text(300_000)), ledger: ledger)
        #expect(ledger.reserveNow(64 << 20) != nil)
    }

    /// The fields of GET, but for a body whose length nobody knows before it is made.
    @Test(arguments: Way.allCases, ["gzip", nil]) func headIsGetWithoutABody(way: Way, coding: String?) throws
    {
        let body = way.body(Self.text(50_000))
        let got = try answer(body, accepting: coding, tag: "T")
        let headed = try answer(body, .head, accepting: coding, tag: "T")
        #expect(headed.body.isEmpty)
        for name in ["ETag", "Vary", "Content-Type"] { #expect(headed.fields[name] == got.fields[name]) }
        let isKnown = way == .bytes || way == .kept || (way == .measured && coding == nil)
        for name in ["Content-Length", "Content-Encoding"] {
            #expect(headed.fields[name] == (isKnown ? got.fields[name] : nil))
        }
    }

    /// Both forms have one tag but for its strength, and a client that has either is told that it is good.
    @Test(arguments: ["gzip", nil], ["\"T\"", "W/\"T\"", "\"x\", W/\"T\"", "*"])
    func tagsOfBothFormsMatch(coding: String?, tag: String) throws {
        let body = ResponseBody.bytes(Self.text(50_000))
        let whole = try answer(body, accepting: coding, tag: "T")
        #expect(whole.fields["ETag"] == (coding == nil ? "\"T\"" : "W/\"T\""))
        let unchanged = try answer(body, accepting: coding, tag: "T", matching: tag)
        #expect(unchanged.status == 304)
        #expect(unchanged.body.isEmpty)
        #expect(unchanged.fields["ETag"] == whole.fields["ETag"])
        #expect(unchanged.fields["Vary"] == whole.fields["Vary"])
        #expect(unchanged.fields["Content-Encoding"] == nil)
        #expect(try answer(body, accepting: coding, tag: "T", matching: "\"U\"").status == 200)
    }

    @Test func weakTagsStayWeakOnce() throws {
        #expect(try answer(.bytes(Self.text(50_000)), tag: "W/T").fields["ETag"] == "W/\"T\"")
    }

    /// What a service has compressed itself, and what else its answer depends on, stays.
    @Test func whatAServiceSaysStays() throws {
        let service = ScriptedService { _, _ in
            var response = Response(contentType: "text/plain", body: .bytes(Self.text(5000)))
            response.fields["Content-Encoding"] = "br"
            response.fields["Vary"] = "Prefer"
            return response
        }
        let answer = try ask("/s", headers: [("Accept-Encoding", "gzip")], services: [service])
        #expect(answer.fields.all("Content-Encoding") == ["br"])
        #expect(answer.fields.all("Vary") == ["Prefer, Accept-Encoding"])
        #expect(answer.body == Self.text(5000))
    }

    /// Errors are texts like others.
    @Test func errorsAreCompressedToo() throws {
        let text = String(decoding: Self.text(5000), as: UTF8.self)
        var service = ScriptedService { _, _ in throw Refused() }
        service.wording = { _ in Response(status: 400, contentType: "text/plain", text: text) }
        let answer = try ask("/s", headers: [("Accept-Encoding", "gzip")], services: [service])
        #expect(answer.status == 400)
        #expect(answer.fields["Content-Encoding"] == "gzip")
        #expect(unpacked(answer.body) == Array(text.utf8))
    }
}
