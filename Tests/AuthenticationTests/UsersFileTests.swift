import Testing

@testable import Authentication

@Suite struct UsersFileTests {
    static let right = "$2y$05$2we1vZDxoGA9fnhsI4gjNeIA9L1yNpeUufZLYF.iVs.1fvDY.2L9W"

    @Test func linesOfHtpasswdAreUsers() {
        let text = "# people\n\nalice:\(Self.right)\r\njörg:\(Self.right):a remark\n   \n"
        let parsed = UsersFile.parse(text, path: "users")
        #expect(parsed.problems.isEmpty)
        #expect(parsed.content.count == 2)
        #expect(parsed.content.hash(of: "alice")?.text == Self.right)
        #expect(parsed.content.hash(of: "jörg") != nil)
        // The same letter in two code points is another name: names are bytes.
        #expect(parsed.content.hash(of: "jo\u{308}rg") == nil)
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        let line: String
        let says: String
        var testDescription: String { line }
    }

    @Test(arguments: [
        Mistake(line: "alice", says: "NAME:HASH"),
        Mistake(line: ":\(right)", says: "no name of a user"),
        Mistake(line: " alice:\(right)", says: "no name of a user"),
        Mistake(line: "al\u{7}ice:\(right)", says: "no name of a user"),
        Mistake(line: "al\u{200B}ice:\(right)", says: "no name of a user"),
        Mistake(line: String(repeating: "a", count: 256) + ":\(right)", says: "no name of a user"),
        Mistake(line: "eve:plain", says: "htpasswd -B -C 10 /etc/users eve"),
        Mistake(line: "eve:$apr1$sy9EhJq6$hicmD/Iu0lHsiLPYL1J1Z0", says: "htpasswd -B -C 10 /etc/users eve"),
        Mistake(line: "bob:\(right)", says: "for the second time"),
    ]) func aWrongLineIsNamedAndTheOthersStay(_ mistake: Mistake) {
        let parsed = UsersFile.parse("bob:\(Self.right)\n\(mistake.line)\n", path: "/etc/users")
        #expect(parsed.problems.map(\.line) == [2])
        #expect(parsed.problems.first?.problem.contains(mistake.says) == true, "\(parsed.problems)")
        #expect(parsed.problems.first?.problem.contains("hicmD") == false)
        #expect(parsed.content.count == 1)
    }

    @Test(arguments: ["", "\n# nobody\n"]) func aFileWithoutAnybodyIsTold(_ text: String) {
        #expect(UsersFile.parse(text, path: "users").problems.map(\.description) == ["has no user"])
    }

    @Test func aLineWithoutAnEndMayBeHalfWritten() {
        let parsed = UsersFile.parse("a:\(Self.right)\nb:\(Self.right)", path: "users")
        #expect(parsed.content.count == 1)
        #expect(parsed.problems.map(\.description) == ["line 2: has no end of its line: is it half written?"])
    }

    /// Somebody unknown costs what some user of the file costs, and always the same.
    @Test func strangersStandInForUsers() throws {
        let other = "$6$saltstring$" + String(repeating: "a", count: 86)
        let file = UsersFile.parse("a:\(Self.right)\nb:\(other)\n", path: "users").content
        let again = UsersFile.parse("a:\(Self.right)\nb:\(other)\n", path: "users").content
        var kinds: Set<PasswordHash.Kind> = []
        for number in 0..<100 {
            let first = try #require(file.standIn(for: "stranger\(number)"))
            #expect(again.standIn(for: "stranger\(number)") == first)
            kinds.insert(first.kind)
        }
        #expect(kinds == [.bcrypt, .sha512])
        #expect(UsersFile.empty.standIn(for: "x") == nil)
    }

    @Test func nothingOfAHashIsPrinted() {
        let file = UsersFile.parse("a:\(Self.right)\n", path: "users").content
        var text = ""
        dump(file, to: &text)
        text += "\(file) \(String(reflecting: file))"
        #expect(!text.contains("2we1vZDxoGA9") && text.contains("bcrypt"))
    }
}
