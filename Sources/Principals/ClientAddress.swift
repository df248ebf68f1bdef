internal import Glibc

/// An address of a client as far as it is one person's: of IPv6 the first 64 bits, as every host has the others to choose.
package struct ClientAddress: Sendable, Equatable {
    package let text: String

    package init(_ address: String) {
        guard address.utf8.contains(UInt8(ascii: ":")) else {
            text = String(decoding: address.utf8.prefix(64), as: UTF8.self)
            return
        }
        // Of a link-local address the interface is part (RFC 4007); it says nothing more of the client.
        let plain = String(
            decoding: address.utf8.prefix { $0 != UInt8(ascii: "%") }.prefix(64),
            as: UTF8.self
        )
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, plain, &bytes) == 1 else {
            text = plain
            return
        }
        // RFC 4291, section 2.5.5.2: IPv4 in IPv6.
        if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            text = bytes.suffix(4).map(String.init).joined(separator: ".")
        } else {
            let words = stride(from: 0, to: 8, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
            text = words.map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        }
    }
}
