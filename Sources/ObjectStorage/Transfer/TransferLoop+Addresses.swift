internal import Execution

extension TransferLoop {
    enum Addresses {
        /// An entry for libcurl's own table; nil for a host that is an address.
        case known(String?)
        case pending
        case missing((String) -> StorageError)
    }

    func proxy(for order: TransferOrder) -> Proxy? {
        switch order.dialect.route.proxy {
        case .none: nil
        case .environment: proxies.proxy(for: order.location)
        case .url(let url): Proxy(url)
        }
    }

    /// The addresses of the host that is connected to: with a proxy, only it looks for the store's.
    func addresses(for order: TransferOrder, _ proxy: Proxy?, _ host: inout HostQueue) -> Addresses {
        let location = proxy?.location ?? order.location
        guard !location.isNumeric else { return .known(nil) }
        switch resolver.answer(for: location.host) {
        case .addresses(let found):
            host.resolvesBy = nil
            let addresses =
                order.dialect.isForIdentity ? found : found.filter { !NameResolver.isLinkLocal($0) }
            guard !addresses.isEmpty else {
                return .missing { .unreachable(key: $0, cause: "its name leads to a link-local address") }
            }
            return .known("\(location.host):\(location.port):\(addresses.joined(separator: ","))")
        case .failed(let cause):
            host.resolvesBy = nil
            return .missing { .unreachable(key: $0, cause: cause) }
        case .pending:
            let limit = host.resolvesBy ?? .after(seconds: options.stallSeconds)
            host.resolvesBy = limit
            guard limit.hasPassed else { return .pending }
            return .missing { .timedOut(key: $0) }
        }
    }
}
