/// The names of parts of an SVG file, which Cairo numbers through all files that a process makes: numbered anew, so that the
/// same plot is the same file.
enum SVGNames {
    private static let words = ["surface", "image", "clip", "mask", "pattern", "linear", "radial", "filter"]
        .map { Array($0.utf8) }

    static func renumbered(_ file: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(file.count)
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        var place = 0
        while place < file.count {
            let byte = file[place]
            bytes.append(byte)
            place += 1
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"),
                let name = name(in: file, at: place)
            else {
                continue
            }
            let number = numbers[file[name]] ?? numbers.count
            numbers[file[name]] = number
            bytes += file[name].prefix { $0 > UInt8(ascii: "9") }
            bytes += Array(String(number).utf8)
            place = name.upperBound
        }
        return bytes
    }

    /// A word with its number that begins at a place; nil where none does.
    private static func name(in file: [UInt8], at place: Int) -> Range<Int>? {
        let rest = file[place...]
        guard let word = words.first(where: { rest.starts(with: $0) }) else { return nil }
        let digits = rest.dropFirst(word.count).prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return digits.isEmpty ? nil : place..<(place + word.count + digits.count)
    }
}
