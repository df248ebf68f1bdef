internal import Principals

/// What tells a request from others, whoever repeats it: who asks, the method, the path, and the query in any order.
///
/// A request that ends workers is known again by it. That the principal counts keeps what is refused to one from
/// telling others that there is something at the address.
struct RequestFingerprint: Equatable {
    /// Never 0, which stands for none.
    let digest: UInt64

    /// One pass over the address as it was sent: items of the query are digested each for itself and added up.
    init(method: String, target: String, principal: Principal, body: [UInt8]) {
        var (head, item, items, isQuery) = (Running(), Running(), UInt64(0), false)
        head.add(method)
        head.add(UInt8(ascii: " "))
        for byte in target.utf8 {
            switch (byte, isQuery) {
            case (UInt8(ascii: "?"), false): isQuery = true
            case (UInt8(ascii: "&"), true):
                items &+= item.digest
                item = Running()
            case (_, true): item.add(byte)
            case (_, false): head.add(byte)
            }
        }
        if isQuery { items &+= item.digest }
        for name in [principal.name, principal.token] {
            head.add(0)
            if let name { head.add(name) }
        }
        for byte in body { head.add(byte) }
        digest = Running(seed: head.digest ^ items).digest | 1
    }

    /// FNV-1a of 64 bits, finished so that sums and differences of digests say nothing of each other.
    private struct Running {
        private var state: UInt64

        init(seed: UInt64 = 0xCBF2_9CE4_8422_2325) {
            state = seed
        }

        mutating func add(_ byte: UInt8) {
            state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }

        mutating func add(_ text: String) {
            for byte in text.utf8 { add(byte) }
        }

        var digest: UInt64 {
            var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
}
