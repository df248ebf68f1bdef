import Execution
import Testing

@testable import Authentication

/// Hashes by other hands: `htpasswd` 2.4 and its own bcrypt (`-B`, `-5`, `-2`), Python's `bcrypt` 5, passlib 1.7 in Python alone,
/// Drepper's vectors for SHA-crypt, and libxcrypt's own for what only it has.
@Suite struct PasswordHashTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let password: String
        let hash: String
        var testDescription: String { String(hash.prefix(12)) }
    }

    static let cases = [
        Case(password: "correct horse", hash: "$2y$05$2we1vZDxoGA9fnhsI4gjNeIA9L1yNpeUufZLYF.iVs.1fvDY.2L9W"),
        Case(password: "U*U", hash: "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        Case(password: "pässword", hash: "$2b$04$abcdefghijklmnopqrstuum174eFeoTj0DHmtuueFaS3Wde4P7wHG"),
        Case(
            password: "pässword",
            hash:
                "$6$v7gpU5Va4gEzhtxz$S4XtIkMtwCE0E94WPj5TIyJ8HDogP1sLbKRlo.a21U2tMvz2Mt797xP1sX5xPWbRShbvqhMq/UPKdxsaKt9Hu/"
        ),
        Case(password: "pw", hash: "$5$XIWmq6xOT47RHBPV$lkIydjJBOt0EBvh2bO5F5RjHTMovHQS8QUJzvlqTXp3"),
        Case(
            password: "Hello world!",
            hash:
                "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
        ),
        Case(password: "Hello world!", hash: "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
        Case(
            password: "pw",
            hash:
                "$6$rounds=1000$saltstring$FWomhVmv2dtVsDXG1NG.ZBdQPTerw.1Tj5e6HZuDv7qku4lSS9JOqJP1ud.caf9HRFFSQCTwVrZEczm8QkGpR0"
        ),
        Case(password: "pw", hash: "$5$rounds=1000$saltstring$tj7LglCe9.WCWgCy/5ymBGrV8oZ7szdvADU3lktqEf2"),
        Case(
            password: "correct horse",
            hash: "$y$j9T$/6k.2IU/5UE08g.1Bsk1E.$VYlnMd1Xpi858y2Z2H33CmaGGTzANl084f9QUEF5YHA"
        ),
        Case(
            password: "correct horse",
            hash: "$gy$j75$/6k.2IU/5UE08g.1Bsk1E.$F7YP4qWh5P8bz/H1ocevx67xAkVquwn.zieturC/VcD"
        ),
        Case(
            password: "correct horse",
            hash: "$7$BU..../..../6k.2IU/5UE08g.1Bsk1E.$lG6eytFVHxOyxMLB05ZYKYtCy2lf0f98Z5QzUvdCWwD"
        ),
    ]

    @Test(arguments: cases) func theRightPasswordAloneFits(_ test: Case) throws {
        let (slots, hash) = (PasswordSlots(), try PasswordHash(test.hash))
        for (password, fits) in [(test.password, true), (test.password + "x", false), ("", false)] {
            #expect(try slots.withSlot(.test) { $0.fits(password, hash) } == fits)
        }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let text: String
        let says: String
        var testDescription: String { "\(text.prefix(20)): \(says)" }
    }

    private static let bcryptEnd = "2we1vZDxoGA9fnhsI4gjNeIA9L1yNpeUufZLYF.iVs.1fvDY.2L9W"
    private static let shaEnd = "saltstring$tj7LglCe9.WCWgCy/5ymBGrV8oZ7szdvADU3lktqEf2"
    private static let yescryptEnd = "/6k.2IU/5UE08g.1Bsk1E.$B6xe7ts.lftdtu5NaB9F0s6utz2aVuZb7HvSs6ytALB"

    @Test(arguments: [
        Refusal(text: "", says: "is empty"),
        Refusal(text: "plain", says: "no hash, or one by DES"),
        // By `htpasswd -d`, and what libcrypt takes for DES as well.
        Refusal(text: "ub/7fbZ.7Oqxo", says: "no hash, or one by DES"),
        Refusal(text: "_J9..rasmBYk8r9AiWNc", says: "no hash, or one by DES"),
        Refusal(text: "$apr1$sy9EhJq6$hicmD/Iu0lHsiLPYL1J1Z0", says: "$apr1$, which is MD5"),
        Refusal(text: "{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=", says: "{SHA}, a bare SHA-1"),
        Refusal(text: "$1$saltsalt$6SNdNaZLKst2LlSm7oPPL1", says: "$1$, which is MD5"),
        Refusal(text: "$2x$05$\(bcryptEnd)", says: "not known here"),
        Refusal(text: "$md5$rounds=904$iPPKEBnEkp3JV8uX$0L6m7rOFTVFn.SGqo2M9W1", says: "not known here"),
        Refusal(text: "$", says: "not known here"),
        Refusal(text: "$$$$", says: "not known here"),
        Refusal(text: "$2y$15$\(bcryptEnd)", says: "bcrypt with cost 15, and at most 14"),
        Refusal(text: "$2y$99$\(bcryptEnd)", says: "bcrypt with cost 99"),
        Refusal(text: "$2y$03$\(bcryptEnd)", says: "no whole hash by bcrypt"),
        Refusal(text: "$2y$5$\(bcryptEnd)", says: "no whole hash by bcrypt"),
        Refusal(text: "$2y$05$\(bcryptEnd.dropLast())", says: "no whole hash by bcrypt"),
        Refusal(text: "$2y$05$\(bcryptEnd)x", says: "no whole hash by bcrypt"),
        Refusal(text: "$2y$05$\(bcryptEnd.dropLast())!", says: "no whole hash by bcrypt"),
        Refusal(text: "$5$rounds=1000001$\(shaEnd)", says: "sha256 with rounds 1000001, and at most 1000000"),
        Refusal(text: "$5$rounds=999$\(shaEnd)", says: "no whole hash by sha256"),
        Refusal(text: "$5$rounds=99999999999999999999$\(shaEnd)", says: "no whole hash by sha256"),
        Refusal(text: "$5$rounds=$\(shaEnd)", says: "no whole hash by sha256"),
        Refusal(text: "$6$\(shaEnd)", says: "no whole hash by sha512"),
        Refusal(text: "$6$saltstring", says: "no whole hash by sha512"),
        // 8192 blocks of 4 KiB: 32 MiB.
        Refusal(text: "$y$jAT$\(yescryptEnd)", says: "yescrypt with memory in KiB 32768, and at most 16384"),
        Refusal(text: "$y$jzz$\(yescryptEnd)", says: "yescrypt with exponent 64"),
        Refusal(text: "$y$j9T5$\(yescryptEnd)", says: "no whole hash by yescrypt"),
        Refusal(text: "$y$/9T$\(yescryptEnd)", says: "no whole hash by yescrypt"),
        Refusal(text: "$gy$jAT$\(yescryptEnd)", says: "gost-yescrypt with memory"),
        Refusal(
            text: "$7$DU..../..../6k.2IU/5UE08g.1Bsk1E.$lG6eytFVHxOyxMLB05ZYKYtCy2lf0f98Z5QzUvdCWwD",
            says: "scrypt with memory in KiB 131072, and at most 65536"
        ),
        Refusal(
            text: "$7$BU....0..../6k.2IU/5UE08g.1Bsk1E.$lG6eytFVHxOyxMLB05ZYKYtCy2lf0f98Z5QzUvdCWwD",
            says: "scrypt with passes 2, and at most 1"
        ),
        Refusal(
            text: "$7$BUzzzz/..../6k.2IU/5UE08g.1Bsk1E.$lG6eytFVHxOyxMLB05ZYKYtCy2lf0f98Z5QzUvdCWwD",
            says: "scrypt with block size"
        ),
        Refusal(text: "$7$BU", says: "no whole hash by scrypt"),
    ]) func whatIsUnsafeOrDearIsRefused(_ refusal: Refusal) {
        let error = #expect(throws: PasswordHashRefusal.self) { try PasswordHash(refusal.text) }
        let words = error?.description ?? ""
        #expect(words.contains(refusal.says), "\(words)")
        #expect(refusal.text.count < 5 || !words.contains(refusal.text))
    }
}
