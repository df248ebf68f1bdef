package import Cube
package import Execution
package import Gateway
internal import Principals

/// What makes an answer what it is, gathered field by field and condensed into an entity tag: the snapshot of the dataset,
/// what of it may be seen, what the configuration adds, which version of the writer wrote it, and the query with all its defaults resolved.
package struct AnswerIdentity: Sendable {
    /// What was gathered so far; more fields are added here.
    package var digest = ContentDigest()

    /// `renderer` names the protocol's encoding, and is raised whenever the same request would give other bytes.
    package init(_ dataset: Dataset, renderer: String) {
        add(renderer)
        add(dataset.address.text)
        dataset.identity.add(to: &digest)
    }

    package mutating func add(_ part: String) {
        digest.add(part)
    }

    var text: String { digest.text }
}

extension ResolvedRequest {
    /// A year: as long as caches keep anything.
    private static let pinnedSeconds = 31_536_000

    /// Gives an answer its tag, its lifetime and the addresses of its snapshot.
    ///
    /// `isComplete` says that the request leaves nothing to defaults which another day or release could choose otherwise.
    package func identify(_ response: inout Response, by identity: AnswerIdentity, isComplete: Bool = true) {
        // Without versions the data may change beneath the same metadata.
        response.isTaggedByBody = !dataset.version.coversData
        response.entityTag = (dataset.version.coversData ? "" : "W/") + identity.text
        response.fields["Cache-Control"] = cacheControl(isComplete: isComplete)
        sign(&response)
    }

    private func cacheControl(isComplete: Bool) -> String {
        let needsPrincipal = request.principal != .anonymous || dataset.policy != .unrestricted
        let scope = needsPrincipal ? "private" : "public"
        if dataset.version.isPinned, dataset.unreadable.isEmpty, isComplete {
            return "\(scope), max-age=\(Self.pinnedSeconds), immutable"
        }
        let seconds = dataset.version.lifetimeSeconds
        return seconds > 0 ? "\(scope), max-age=\(seconds)" : "\(scope), no-cache"
    }
}
