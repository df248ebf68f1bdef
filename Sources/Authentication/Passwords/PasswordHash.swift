/// A password as a users file keeps it: in a form of libcrypt that is slow to guess and that one request can afford.
///
/// Everything else is refused before libcrypt sees it, which takes any two letters for a hash of DES.
package struct PasswordHash: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The forms that are taken (crypt(5)).
    package enum Kind: String, Sendable, CaseIterable {
        case bcrypt, sha256, sha512, yescrypt, scrypt
        case gostYescrypt = "gost-yescrypt"
    }

    let kind: Kind
    /// As it stands in the file: libcrypt takes it for the setting of the next hash.
    let text: String

    /// - Throws: `PasswordHashRefusal`.
    package init(_ text: String) throws(PasswordHashRefusal) {
        guard !text.isEmpty else { throw .empty }
        if text.utf8.starts(with: "{SHA}".utf8) { throw .unsafe("{SHA}, a bare SHA-1") }
        guard text.utf8.first == UInt8(ascii: "$") else { throw .plain }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts.first {
        case "2a", "2b", "2y":
            kind = .bcrypt
            try Self.checkBcrypt(parts)
        case "5":
            kind = .sha256
            try Self.checkSHA(parts, kind, hashLength: 43)
        case "6":
            kind = .sha512
            try Self.checkSHA(parts, kind, hashLength: 86)
        case "y":
            kind = .yescrypt
            try Self.checkYescrypt(parts, kind)
        case "gy":
            kind = .gostYescrypt
            try Self.checkYescrypt(parts, kind)
        case "7":
            kind = .scrypt
            try Self.checkScrypt(parts)
        case "apr1": throw .unsafe("$apr1$, which is MD5")
        case "1": throw .unsafe("$1$, which is MD5")
        default: throw .unknown
        }
        self.text = text
    }

    package var description: String { "a hash by \(kind.rawValue)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension PasswordHash {
    // What one verification takes on a core of a server of today: bcrypt of cost 14 0.9 s, a million rounds of SHA-512 0.4 s,
    // yescrypt of 4096 blocks of 4 KiB 25 ms and 16 MiB, scrypt of 16384 such blocks 0.14 s and 64 MiB.
    private static let bcryptCosts = 4...14
    private static let rounds = 1000...1_000_000
    private static let mostYescryptUnits = 4096 * 32
    private static let mostScryptUnits = 16_384 * 32

    /// `2y`, two digits, 22 characters of salt and 31 of hash.
    private static func checkBcrypt(_ parts: [String]) throws(PasswordHashRefusal) {
        guard parts.count == 3, parts[1].utf8.count == 2, let cost = number(parts[1]), isCode(parts[2], 53)
        else { throw .malformed(.bcrypt) }
        guard cost <= bcryptCosts.upperBound else {
            throw .tooDear(.bcrypt, "cost", cost, bcryptCosts.upperBound)
        }
        guard cost >= bcryptCosts.lowerBound else { throw .malformed(.bcrypt) }
    }

    /// `6`, perhaps `rounds=N`, salt, hash.
    private static func checkSHA(
        _ parts: [String],
        _ kind: Kind,
        hashLength: Int
    ) throws(PasswordHashRefusal) {
        var rest = parts.dropFirst()
        if let first = rest.first, first.utf8.starts(with: "rounds=".utf8) {
            guard let rounds = number(first.dropFirst(7)), rounds >= Self.rounds.lowerBound else {
                throw .malformed(kind)
            }
            guard rounds <= Self.rounds.upperBound else {
                throw .tooDear(kind, "rounds", rounds, Self.rounds.upperBound)
            }
            rest = rest.dropFirst()
        }
        guard rest.count == 2, let salt = rest.first, let hash = rest.last,
            (1...16).contains(salt.utf8.count),
            salt.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), isCode(hash, hashLength)
        else { throw .malformed(kind) }
    }

    /// `y`, three characters (flavour, exponent of blocks, kilobits of each), salt, hash.
    private static func checkYescrypt(_ parts: [String], _ kind: Kind) throws(PasswordHashRefusal) {
        guard parts.count == 4, parts[1].utf8.count == 3, parts[1].utf8.first == UInt8(ascii: "j"),
            let exponent = digit(parts[1], 1), let blocks = digit(parts[1], 2), isCode(parts[2], 1...86),
            isCode(parts[3], 43)
        else { throw .malformed(kind) }
        try checkUnits(kind, exponent + 1, blocks + 1, most: mostYescryptUnits)
    }

    /// `7`, one character for the exponent, five each for the blocks' size and for passes, salt; hash.
    private static func checkScrypt(_ parts: [String]) throws(PasswordHashRefusal) {
        guard parts.count == 3, parts[1].utf8.count > 11, isCode(parts[1], 12...97), isCode(parts[2], 43),
            let exponent = digit(parts[1], 0), let blocks = word(parts[1], at: 1),
            let passes = word(parts[1], at: 6), passes >= 1, blocks >= 1
        else { throw .malformed(.scrypt) }
        guard passes == 1 else { throw .tooDear(.scrypt, "passes", passes, 1) }
        try checkUnits(.scrypt, exponent, blocks, most: mostScryptUnits)
    }

    /// 2^exponent blocks of so many times 128 bytes.
    private static func checkUnits(
        _ kind: Kind,
        _ exponent: Int,
        _ blocks: Int,
        most: Int
    ) throws(PasswordHashRefusal) {
        guard exponent <= 24 else { throw .tooDear(kind, "exponent", exponent, 24) }
        guard blocks <= 1024 else { throw .tooDear(kind, "block size", blocks, 1024) }
        let units = blocks << exponent
        guard units <= most else { throw .tooDear(kind, "memory in KiB", units / 8, most / 8) }
    }

    /// Digits, no zero in front but in two of them.
    private static func number(_ text: some StringProtocol) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text.utf8.count <= 2 || text.utf8.first != UInt8(ascii: "0")
        else { return nil }
        return Int(text)
    }

    private static func isCode(_ text: String, _ length: Int) -> Bool { isCode(text, length...length) }

    private static func isCode(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(text.utf8.count) && text.utf8.allSatisfy { value(of: $0) != nil }
    }

    private static func digit(_ text: String, _ place: Int) -> Int? {
        text.utf8.dropFirst(place).first.flatMap(value)
    }

    /// Five characters of six bits, the lowest first.
    private static func word(_ text: String, at place: Int) -> Int? {
        var sum = 0
        for offset in 0..<5 {
            guard let digit = digit(text, place + offset) else { return nil }
            sum |= digit << (6 * offset)
        }
        return sum
    }

    /// Of the letters `./0-9A-Za-z`, in which crypt writes six bits each.
    private static func value(of byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"): Int(byte) - 0x2E
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30 + 2
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 0x41 + 12
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 0x61 + 38
        default: nil
        }
    }
}
