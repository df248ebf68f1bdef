internal import Execution

/// Names as DAP2 texts carry them: what is not a plain identifier character becomes `%XX` of its UTF-8 bytes.
///
/// A `.` separates the members of a grid, so in a name it is always `%2E`. Fewer characters stay literal than DAP 2.0
/// allows: libdap's scanner does not know `' " ! ~` (digest §2.1).
enum DAP2Identifier {
    static func encode(_ name: String) -> String {
        name.utf8.allSatisfy(isPlain) ? name : PercentCoding.encode(name, keeping: isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"):
            true
        default: false
        }
    }
}
