/// Sizes as operators write them: a number of bytes, or a number with `KiB`, `MiB`, `GiB`, `TiB`, or `kB` … `TB`.
enum ByteSize {
    private static let units: [(name: String, bytes: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("TB", 1_000_000_000_000),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1),
    ]

    /// Nil for anything else, for negative sizes and for those beyond an `Int`.
    static func parse(_ text: String) -> Int? {
        let letters = text.reversed().prefix { $0.isLetter }.reversed()
        let number = text.dropLast(letters.count).filter { $0 != " " && $0 != "_" }
        let unit = String(letters)
        let scale = unit.isEmpty ? 1 : units.first { $0.name.lowercased() == unit.lowercased() }?.bytes
        guard let scale, let value = Double(number), value.isFinite, value >= 0 else { return nil }
        return Int(exactly: (value * Double(scale)).rounded())
    }

    /// The size in the largest binary unit that divides it.
    static func text(_ bytes: Int) -> String {
        let unit = units.first { $0.name.hasSuffix("iB") && bytes >= $0.bytes && bytes % $0.bytes == 0 }
        guard let unit else { return "\(bytes) B" }
        return "\(bytes / unit.bytes) \(unit.name)"
    }
}
