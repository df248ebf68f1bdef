internal import Synchronization

/// The names under which clients have come that nginx does not list: links in answers to them lead to `localhost`, which
/// their operator should hear of, once for each name.
package final class UnlistedHosts: Sendable {
    /// Names that are told; whoever sends others for fun fills no log.
    private static let maxNames = 8

    private let met = Mutex<Set<String>>([])
    private let tell: @Sendable (String) -> Void

    /// `tell` gets a host as a client sent it, with its port, if that is one at all.
    package init(_ tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.tell = tell
    }

    func meet(_ parameters: FastCGIParameters) {
        guard (parameters[.host] ?? "").isEmpty, let host = parameters.headers["Host"],
            PublicOrigin.isPlainHost(host)
        else { return }
        let isNew = met.withLock { met in met.count < Self.maxNames && met.insert(host).inserted }
        if isNew { tell(host) }
    }
}
