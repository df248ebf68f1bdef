package import Execution
internal import Principals

/// Signed addresses, by the keys and tokens of a file.
package final class SignedAddressVerifier: CredentialVerifier {
    private let tokens: WatchedFile<TokenList>
    private let timepiece: Timepiece

    package init(_ tokens: WatchedFile<TokenList>, timepiece: Timepiece = .system) {
        self.tokens = tokens
        self.timepiece = timepiece
    }

    package func verdict(on credential: PresentedCredential, context: WorkContext) -> Verdict? {
        guard case .bearer(let text) = credential, let address = SignedAddress(text) else { return nil }
        let (list, date) = (tokens.current().content, timepiece.date())
        guard let key = list.key(address.key), let record = list.record(identity: address.token),
            address.isGenuine(by: key, owner: record.owner), date < address.expires,
            // By the clock of the host that signed it may still be a moment longer.
            address.expires - date <= SignedAddress.longestSeconds + 60, !record.isOver(at: date),
            record.scope.covers(address.scope)
        else { return .bad }
        return .known(record.principal(scope: address.scope))
    }
}
