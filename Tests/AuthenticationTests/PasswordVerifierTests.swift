import Execution
import Principals
import Synchronization
import TestSupport
import Testing

@testable import Authentication

@Suite struct PasswordVerifierTests {
    private let folder = TemporaryFolder()
    private let clock = SetClock()
    private let told = Told()
    private let hashed = Told()

    private var path: String { "\(folder.path)/users" }

    /// Hashes are made of the password and the setting's last letters, and counted.
    private func verifier(_ text: String?) -> PasswordVerifier {
        if let text { folder.write(text, to: "users") }
        let slots = PasswordSlots { [hashed] _, password, setting in
            hashed.add(password)
            return password == Self.password(of: setting) ? Array(setting.utf8) : Array("*0".utf8)
        }
        return PasswordVerifier(usersFile: path, slots: slots, timepiece: clock.timepiece) { [told] in
            told.add($0)
        }
    }

    /// A hash that is none, whose salt is the password.
    private static func line(_ user: String, _ password: String) -> String {
        "\(user):$6$\(password)$\(String(repeating: "x", count: 86))\n"
    }

    private static func password(of setting: String) -> String {
        String(setting.split(separator: "$").dropFirst().first ?? "")
    }

    private func verdict(_ verifier: PasswordVerifier, _ user: String, _ password: String) -> Verdict? {
        verifier.verdict(on: .password(user: user, password: password), context: .test)
    }

    private static func known(_ name: String) -> Verdict { .known(Principal(name: name, groups: [])) }

    @Test func aRightPasswordIsRememberedForAMinute() {
        let verifier = verifier(Self.line("alice", "pw"))
        let right = PresentedCredential.password(user: "alice", password: "pw")
        #expect(verifier.remembered(right) == nil)
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
        #expect(verifier.remembered(right)?.name == "alice")
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
        #expect(hashed.all == ["pw"])
        clock.pass(seconds: 59)
        #expect(verifier.remembered(right) != nil)
        clock.pass(seconds: 1)
        #expect(verifier.remembered(right) == nil)
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
        #expect(hashed.all == ["pw", "pw"])
    }

    /// The pair of user and password counts, not their joined text.
    @Test func onlyThePairIsRemembered() {
        let verifier = verifier(Self.line("al", "icepw") + Self.line("alice", "other"))
        #expect(verdict(verifier, "al", "icepw") == Self.known("al"))
        #expect(verifier.remembered(.password(user: "alice", password: "pw")) == nil)
        #expect(verdict(verifier, "alice", "pw") == .bad)
        #expect(verdict(verifier, "alice", "icepw") == .bad)
    }

    @Test func aStrangerCostsAHash() {
        let verifier = verifier(Self.line("alice", "pw"))
        #expect(verdict(verifier, "bob", "guess") == .bad)
        #expect(hashed.all == ["guess"])
        // Even with the password that the stand-in has.
        #expect(verdict(verifier, "bob", "pw") == .bad)
        #expect(verdict(verifier, "bob", "pw") == .bad)
    }

    @Test(arguments: [
        ("", "pw"), ("a:b", "pw"), ("alice\n", "pw"), ("alice", "p\0w"), ("alice", "pw\0"),
        ("alice", String(repeating: "x", count: 512)),
    ]) func whatCannotBeRightIsNotHashed(_ user: String, _ password: String) {
        let verifier = verifier(Self.line("alice", "pw"))
        #expect(verdict(verifier, user, password) == .bad)
        #expect(hashed.all.isEmpty)
    }

    @Test(arguments: [
        PresentedCredential.bearer("x"), .certificate(distinguishedName: "CN=alice"), .unreadable,
    ])
    func otherCredentialsAreOthersConcern(_ credential: PresentedCredential) {
        #expect(verifier(Self.line("alice", "pw")).verdict(on: credential, context: .test) == nil)
    }

    @Test func aChangeOfTheFileCountsWithinTwoSeconds() {
        let verifier = verifier(Self.line("alice", "old"))
        #expect(verdict(verifier, "alice", "old") == Self.known("alice"))
        folder.write(Self.line("alice", "new"), to: "users")
        clock.pass(seconds: 1)
        #expect(verifier.remembered(.password(user: "alice", password: "old")) == nil)
        #expect(verdict(verifier, "alice", "old") == .bad)
        #expect(verdict(verifier, "alice", "new") == Self.known("alice"))
        #expect(told.all.isEmpty)
    }

    /// Replaced by another file of the same length, which is what `htpasswd` and editors do.
    @Test func aFileInItsPlaceIsAChangeToo() {
        let verifier = verifier(Self.line("alice", "old"))
        folder.write(Self.line("alice", "new"), to: "users.new")
        #expect(Command.run(["mv", "\(path).new", path]) == 0)
        clock.pass(seconds: 1)
        #expect(verdict(verifier, "alice", "new") == Self.known("alice"))
    }

    /// By its clock the files that a test writes are of long ago.
    private static let later = 1e9

    @Test(arguments: [
        (
            line("alice", "new") + "bob:$6$half",
            ":2: has no end of its line: is it half written?; the other lines count"
        ),
        (line("alice", "new") + "bob:plain\n", ":2: the password of 'bob' is no hash"),
        ("nonsense\n", ":1: must be"), ("", " has no user"), ("# nobody\n", " has no user"),
    ]) func whatMayBeHalfWrittenWaitsAndThenItsSoundLinesCount(_ text: String, _ problem: String) {
        let verifier = verifier(Self.line("alice", "old"))
        folder.write(text, to: "users")
        for _ in 0..<3 {
            clock.pass(seconds: 1)
            #expect(verdict(verifier, "alice", "old") == Self.known("alice"))
        }
        #expect(told.all.isEmpty)
        for _ in 0..<3 {
            clock.pass(seconds: Self.later)
            #expect(verdict(verifier, "alice", "old") == .bad)
        }
        // As a process would have it that begins now.
        let isThere = text.hasPrefix("alice")
        #expect(verdict(verifier, "alice", "new") == (isThere ? Self.known("alice") : .bad))
        #expect(told.all.count == 1)
        #expect(told.all.first?.contains(path + problem) == true, "\(told.all)")
        folder.write(Self.line("alice", "old"), to: "users")
        clock.pass(seconds: 1)
        #expect(verdict(verifier, "alice", "old") == Self.known("alice"))
        folder.write(text, to: "users")
        clock.pass(seconds: Self.later)
        _ = verdict(verifier, "alice", "old")
        #expect(told.all.count == 2)
    }

    @Test func aFileThatVanishesIsMissedAtTheSecondLook() {
        let verifier = verifier(Self.line("alice", "pw"))
        #expect(Command.run(["rm", path]) == 0)
        clock.pass(seconds: 1)
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
        #expect(told.all == ["\(path) is not there"])
        clock.pass(seconds: 1)
        #expect(verdict(verifier, "alice", "pw") == .bad)
        folder.write(Self.line("alice", "pw"), to: "users")
        clock.pass(seconds: 1)
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
        #expect(told.all.count == 1)
    }

    /// A worker that starts beside others should know whom it can.
    @Test func aProcessBeginsWithTheSoundLines() {
        let verifier = verifier("bob:plain\n" + Self.line("alice", "pw"))
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
        #expect(told.all.count == 1 && told.all[0].hasSuffix("; the other lines count"), "\(told.all)")
    }

    @Test func withoutAFileNobodyIsKnown() {
        let verifier = verifier(nil)
        #expect(verdict(verifier, "alice", "pw") == .bad)
        #expect(told.all == ["\(path) is not there"])
        folder.write(Self.line("alice", "pw"), to: "users")
        clock.pass(seconds: 1)
        #expect(verdict(verifier, "alice", "pw") == Self.known("alice"))
    }

    @Test func theNumberOfRememberedIsBounded() {
        let remembered = RememberedPasswords(timepiece: clock.timepiece)
        for number in 0...RememberedPasswords.most { remembered.add("user\(number)", "pw", 1) }
        #expect(remembered.count == RememberedPasswords.most)
        #expect(!remembered.has("user0", "pw", 1))
        #expect(remembered.has("user1", "pw", 1))
        #expect(!remembered.has("user1", "pw", 2))
    }
}
