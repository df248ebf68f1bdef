import Execution
import Glibc
import TestSupport
import Testing

@testable import Authentication

@Suite struct TokenFileTests {
    private let folder = TemporaryFolder()
    private var file: TokenFile { TokenFile(path: "\(folder.path)/tokens.jsonl") }

    private static func record(_ name: String) -> TokenRecord? {
        TokenRecord(name: name, owner: "alice", created: 0, expires: nil, digest: APIToken.made().digest)
    }

    private func mode(_ name: String) -> UInt32? {
        var status = stat()
        return stat("\(folder.path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : nil
    }

    @Test func whatIsNotThereIsEmptyAndIsMadeForTheOwnerAlone() throws {
        #expect(try file.read().records.isEmpty)
        let record = try #require(Self.record("a"))
        try file.change { try $0.add(record) }
        #expect(try file.read().records == [record])
        #expect(mode("tokens.jsonl") == 0o600)
        #expect(folder.read("tokens.jsonl.new") == nil)
    }

    @Test func modeAndOwnerStayButNobodyElseGetsToReadIt() throws {
        folder.write("", to: "tokens.jsonl")
        #expect(chmod(file.path, 0o644) == 0)
        let record = try #require(Self.record("a"))
        try file.change { try $0.add(record) }
        #expect(mode("tokens.jsonl") == 0o640)
    }

    /// Two commands at once, many times: each sees what the other has done.
    @Test func nothingIsLostBetweenTwo() throws {
        let file = file
        let threads = (0..<4).map { number in
            WorkerThread(name: "token-\(number)") {
                for count in 0..<10 {
                    guard let record = Self.record("t\(number)-\(count)") else { continue }
                    try? file.change { try $0.add(record) }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(try file.read().records.count == 40)
    }

    @Test func aBrokenFileIsNotWrittenOver() throws {
        folder.write("{\"token\":\"half", to: "tokens.jsonl")
        let record = try #require(Self.record("a"))
        let error = #expect(throws: TokenFile.Problem.self) { try file.change { try $0.add(record) } }
        #expect(error?.description.contains("tokens.jsonl:1: has no end of its line") == true)
        #expect(folder.read("tokens.jsonl") == Array("{\"token\":\"half".utf8))
    }

    @Test func aRefusedChangeChangesNothing() throws {
        let record = try #require(Self.record("a"))
        try file.change { try $0.add(record) }
        let before = folder.read("tokens.jsonl")
        #expect(throws: TokenList.Problem.nameTaken("a")) { try file.change { try $0.add(record) } }
        #expect(throws: TokenList.Problem.noSuchName("b", known: ["a"])) {
            try file.change { try $0.revoke("b") }
        }
        #expect(folder.read("tokens.jsonl") == before)
    }

    @Test func whatACommandThatWasKilledLeftIsInNobodysWay() throws {
        folder.write("half", to: "tokens.jsonl.new")
        let record = try #require(Self.record("a"))
        try file.change { try $0.add(record) }
        #expect(try file.read().records == [record])
    }

    @Test func aFolderThatIsNotThereIsSaid() {
        let file = TokenFile(path: "\(folder.path)/nowhere/tokens")
        let error = #expect(throws: TokenFile.Problem.self) { try file.change { $0.rotateKey(at: 0) } }
        #expect(error?.description.contains("cannot be locked: No such file or directory") == true)
    }
}
