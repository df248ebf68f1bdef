internal import Glibc

extension Array where Element == UInt8 {
    /// Bytes that tell their own place: `run` zeros, `run` ones, and so on to 255 and again from 0.
    package static func pattern(_ count: Int, run: Int) -> [UInt8] {
        let period = 256 * run
        var first = [UInt8](repeating: 0, count: period)
        for position in 0..<period { first[position] = UInt8(position / run) }
        var bytes = [UInt8](repeating: 0, count: count)
        bytes.withUnsafeMutableBytes { bytes in
            for start in stride(from: 0, to: count, by: period) {
                let room = UnsafeMutableRawBufferPointer(
                    rebasing: bytes[start..<Swift.min(start + period, count)]
                )
                room.copyBytes(from: first.prefix(room.count))
            }
        }
        return bytes
    }
}

extension Array where Element: BitwiseCopyable {
    /// The first index at which the bytes of both differ, or at which one of them ends; nil where they are the same.
    ///
    /// In memory, for millions of values: without optimisation `==` calls a function for each.
    package func firstDifference(from other: [Element]) -> Int? {
        withUnsafeBytes { own in
            other.withUnsafeBytes { other in
                let shared = Swift.min(own.count, other.count)
                guard let left = own.baseAddress, let right = other.baseAddress,
                    memcmp(left, right, shared) != 0
                else { return own.count == other.count ? nil : shared / MemoryLayout<Element>.stride }
                var index = 0
                while own[index] == other[index] { index += 1 }
                return index / MemoryLayout<Element>.stride
            }
        }
    }
}
