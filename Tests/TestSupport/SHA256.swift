/// SHA-256 (FIPS 180-4), for comparing decoded arrays with published hashes.
package enum SHA256 {
    /// The digest of `bytes` in hexadecimal digits.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        var state = initial
        var message = bytes
        message.append(0x80)
        while message.count % 64 != 56 { message.append(0) }
        message.append(contentsOf: withUnsafeBytes(of: UInt64(bytes.count * 8).bigEndian) { Array($0) })
        message.withUnsafeBytes { message in
            for block in stride(from: 0, to: message.count, by: 64) { absorb(message, block, &state) }
        }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// The digest of a text as a Content-Security-Policy names it: `sha256-` and Base64 (RFC 4648).
    package static func source(_ text: String) -> String {
        let digits = Array(hexadecimal(Array(text.utf8)).utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var code: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).reduce(0) {
                $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0)
            }
            let count = min(bytes.count - start, 3) + 1
            for place in 0..<4 {
                code.append(place < count ? letters[group >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return "sha256-" + String(decoding: code, as: UTF8.self)
    }

    private static func absorb(_ message: UnsafeRawBufferPointer, _ block: Int, _ state: inout [UInt32]) {
        var schedule = [UInt32](repeating: 0, count: 64)
        for index in 0..<16 {
            schedule[index] = UInt32(
                bigEndian: message.loadUnaligned(fromByteOffset: block + index * 4, as: UInt32.self)
            )
        }
        for index in 16..<64 {
            let (early, late) = (schedule[index - 15], schedule[index - 2])
            let first = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
            let second = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
            schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let first = h &+ mixed &+ ((e & f) ^ (~e & g)) &+ constants[index] &+ schedule[index]
            let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }

    private static let primes: [Int] = {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()

    /// The first 32 bits of the fractions of the primes' square and cube roots, found with integers.
    private static let initial: [UInt32] = primes.prefix(8).map { fraction(of: $0, power: 2) }
    private static let constants: [UInt32] = primes.map { fraction(of: $0, power: 3) }

    private static func fraction(of prime: Int, power: Int) -> UInt32 {
        // The largest r with r^power <= prime * 2^(32 * power); its lower 32 bits are the fraction.
        let target = UInt128(prime) << UInt128(32 * power)
        var root: UInt128 = 0
        for bit in (0..<40).reversed() {
            let next = root | UInt128(1) << UInt128(bit)
            let value = power == 2 ? next * next : next * next * next
            if value <= target { root = next }
        }
        return UInt32(truncatingIfNeeded: root)
    }
}
