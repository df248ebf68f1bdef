package import Execution

/// API tokens, as Bearer or as the password of whatever user (Flux and QGIS know no other way).
package final class TokenVerifier: CredentialVerifier {
    private let tokens: WatchedFile<TokenList>
    private let timepiece: Timepiece

    package init(_ tokens: WatchedFile<TokenList>, timepiece: Timepiece = .system) {
        self.tokens = tokens
        self.timepiece = timepiece
    }

    package func verdict(on credential: PresentedCredential, context: WorkContext) -> Verdict? {
        let text: String
        switch credential {
        case .bearer(let token): text = token
        case .password(_, let password): text = password
        case .certificate, .unreadable: return nil
        }
        guard let token = APIToken(text) else { return nil }
        guard let record = tokens.current().content.record(digest: token.digest),
            !record.isOver(at: timepiece.date())
        else { return .bad }
        return .known(record.principal(scope: record.scope))
    }
}

extension WatchedFile where Content == TokenList {
    /// The tokens of a file; `report` is told what is wrong with it, once.
    package convenience init(
        tokens path: String,
        timepiece: Timepiece = .system,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            path: path,
            maxBytes: TokenList.maxBytes,
            empty: .empty,
            absenceIsEmpty: true,
            timepiece: timepiece,
            parse: { TokenList.parse($0) },
            report: report
        )
    }
}
