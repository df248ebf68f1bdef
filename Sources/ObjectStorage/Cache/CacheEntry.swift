internal import Glibc

/// The file of one cached object: mark, SHA-256 of all that follows, lengths, validator, bytes.
enum CacheEntry {
    private static let mark = Array("SLUICE01".utf8)
    private static let digestBytes = SHA256Digest.byteCount
    /// Length of the whole object (or −1), length of the validator (or −1).
    private static let numberBytes = 16
    private static let maxValidatorBytes = 1024

    static func head(of object: StoredObject) -> [UInt8] {
        let validator = object.validator.map { Array($0.utf8) } ?? []
        var facts = bytes(object.objectLength ?? -1) + bytes(object.validator == nil ? -1 : validator.count)
        facts += validator
        var hash = SHA256Digest()
        facts.withUnsafeBytes { hash.update($0) }
        object.bytes.withBytes { hash.update($0) }
        return mark + hash.finish() + facts
    }

    /// Nil for a file that is not whole, or is no entry.
    static func read(_ descriptor: Int32, length: Int, most: Int) -> StoredObject? {
        let start = mark.count + digestBytes
        guard length >= start + numberBytes, length <= most else { return nil }
        let whole = ObjectBytes(count: length) { _ = fill($0, from: descriptor) }
        return whole.withBytes { bytes -> StoredObject? in
            guard bytes.starts(with: mark) else { return nil }
            let digest = SHA256Digest.digest(of: UnsafeRawBufferPointer(rebasing: bytes[start...]))
            guard digest.elementsEqual(bytes[mark.count..<start]) else { return nil }
            let objectLength = number(bytes, at: start)
            let validatorLength = number(bytes, at: start + 8)
            let facts = start + numberBytes
            guard validatorLength <= min(maxValidatorBytes, length - facts) else { return nil }
            let end = facts + max(validatorLength, 0)
            let validator =
                validatorLength < 0 ? nil : String(decoding: bytes[facts..<end], as: UTF8.self)
            return StoredObject(
                bytes: whole.slice(end..<length),
                objectLength: objectLength < 0 ? nil : objectLength,
                validator: validator
            )
        }
    }

    /// What cannot be read stays zero, and the digest finds it.
    private static func fill(_ memory: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Bool {
        var received = 0
        while received < memory.count {
            let target = UnsafeMutableRawBufferPointer(rebasing: memory[received...])
            let count = pread(descriptor, target.baseAddress, target.count, received)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                for place in target.indices { target[place] = 0 }
                return false
            }
            received += count
        }
        return true
    }

    private static func bytes(_ number: Int) -> [UInt8] {
        let word = UInt64(bitPattern: Int64(number))
        return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
        return Int(truncatingIfNeeded: Int64(bitPattern: word))
    }
}
