internal import Execution

/// How requests name themselves to a store (RFC 9110, section 10.1.5): the product, and behind it for whom they are, so that the
/// owner of a bucket sees in its log what each dataset costs.
///
/// Where one read serves several requests it names the first.
struct UserAgent: Sendable {
    /// Such as `sluice/1.0`.
    let product: String

    /// A name in a log need be no longer.
    private static let maxNameBytes = 128

    func text(for reader: WorkContext.Reader, _ told: Set<TransferRoute.Told>) -> String {
        var text = product
        if told.contains(.dataset), let name = reader.subject { text += " dataset/\(Self.token(name))" }
        if told.contains(.principal), let name = reader.principal {
            text += " principal/\(Self.token(name))"
        }
        return text
    }

    /// A name as a token (RFC 9110, section 5.6.2).
    private static func token(_ name: String) -> String {
        PercentCoding.encode(String(decoding: name.utf8.prefix(maxNameBytes), as: UTF8.self))
    }
}
