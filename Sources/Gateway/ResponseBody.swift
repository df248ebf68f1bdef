package import Execution

/// How the bytes of an answer come about.
package enum ResponseBody: Sendable {
    case empty
    case bytes([UInt8])
    /// A text that was made for an earlier request.
    case kept(KeptText)
    /// Written when the client needs it.
    ///
    /// Of unknown length (nil) it is made whole first, in memory or in a file of the spool. Of known length it is made whole up to
    /// `longestWhole`, and beyond that where `isWhole` says so; else it is sent as it is written, and a failure after the
    /// first bytes cuts the connection.
    case deferred(length: Int? = nil, isWhole: Bool = false, @Sendable (any BodyWriter) throws -> Void)
    /// Made whole already, in a file of the spool: what a deferred body becomes that does not fit into memory.
    case file(SpoolFile)

    /// Longer bodies of known length are sent as they are written: waiting for them would cost more than it saves.
    ///
    /// netCDF-C takes a body that ends early for zeros, without an error: what can be made whole first is.
    package static let longestWhole = 64 << 20

    var isDeferred: Bool {
        if case .deferred = self { true } else { false }
    }
}
