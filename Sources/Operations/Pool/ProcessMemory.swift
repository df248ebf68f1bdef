internal import Glibc

/// What a process has in memory for itself.
enum ProcessMemory {
    private static let pageBytes = max(Int(clamping: sysconf(Int32(_SC_PAGESIZE))), 1)

    /// Bytes of this process that no file stands behind; nil where the system does not say.
    static var own: Int? {
        SmallFile.text(at: "/proc/self/statm", maxBytes: 4096).flatMap(bytes)
    }

    /// Of `size resident shared …`, in pages (proc(5)): resident without shared.
    static func bytes(_ statm: String) -> Int? {
        let words = statm.split(whereSeparator: \.isWhitespace).prefix(3).map { Int($0) ?? -1 }
        guard words.count == 3, words[2] >= 0, words[1] >= words[2], words[1] < 1 << 40 else { return nil }
        return (words[1] - words[2]) * pageBytes
    }
}
