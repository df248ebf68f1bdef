internal import Synchronization

/// The credentials of a process: one provider for each source, however many stores use it.
final class CredentialRegistry: Sendable {
    private let providers = Mutex<[String: CredentialProvider]>([:])

    /// The provider of the source that `name` stands for; `make` is called when there is none yet.
    func provider(_ name: String, make: () -> CredentialProvider) -> CredentialProvider {
        providers.withLock { providers in
            if let provider = providers[name] { return provider }
            let provider = make()
            providers[name] = provider
            CoreDump.leavesOutThisProcess()
            return provider
        }
    }

    func close() {
        for provider in providers.withLock({ Array($0.values) }) { provider.close() }
    }
}
