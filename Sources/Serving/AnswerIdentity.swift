package import Cube
internal import Execution
package import Gateway

/// What makes an answer what it is, gathered as text and condensed into an entity tag: the state of the dataset, what
/// of it may be seen, what the configuration adds, who wrote it, and the question with all its defaults resolved.
package struct AnswerIdentity: Sendable {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private var secondHash: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// `renderer` names the protocol's encoding, and is raised whenever the same request would give other bytes.
    package init(_ dataset: Dataset, renderer: String) {
        add(renderer)
        add(dataset.address.text)
        add(dataset.identity)
    }

    /// FNV-1a in two lanes; a length stands behind each part, so that parts cannot run together.
    package mutating func add(_ part: String) {
        for byte in part.utf8 { mix(byte) }
        mix(0)
        mix(UInt8(truncatingIfNeeded: part.utf8.count))
    }

    private mutating func mix(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        secondHash = (secondHash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        secondHash ^= secondHash >> 29
    }

    var text: String { [hash, secondHash].map { String($0, radix: 36) }.joined() }
}

extension DatasetRequest {
    /// A year: as long as caches keep anything.
    private static let pinnedSeconds = 31_536_000

    /// Gives an answer its tag, its lifetime and the addresses of its state.
    ///
    /// `isComplete` says that the request leaves nothing to defaults which another day or release could choose otherwise.
    package func identify(_ response: inout Response, by identity: AnswerIdentity, isComplete: Bool = true) {
        // Without versions the data may change beneath the same metadata.
        response.entityTag = (dataset.version.coversData ? "" : "W/") + identity.text
        response.fields["Cache-Control"] = cacheControl(isComplete: isComplete)
        sign(&response)
    }

    private func cacheControl(isComplete: Bool) -> String {
        let needsPrincipal = request.principal.name != nil || dataset.policy != .unrestricted
        let scope = needsPrincipal ? "private" : "public"
        if dataset.version.isPinned, isComplete {
            return "\(scope), max-age=\(Self.pinnedSeconds), immutable"
        }
        let seconds = dataset.version.freshSeconds
        return seconds > 0 ? "\(scope), max-age=\(seconds)" : "\(scope), no-cache"
    }
}
