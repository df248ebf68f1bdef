internal import Glibc

/// How requests to Azure are authorized.
enum AzureAuthorization: Sendable {
    case anonymous
    /// Signed with the account's key.
    case sharedKey(CredentialProvider)
    /// A shared access signature: a query that is added as it is.
    case signature(CredentialProvider)
    case token(CredentialProvider)

    var provider: CredentialProvider? {
        switch self {
        case .anonymous: nil
        case .sharedKey(let provider), .signature(let provider), .token(let provider): provider
        }
    }
}

/// How Azure Blob storage is asked and what its errors mean.
struct AzureDialect: StoreDialect {
    /// Old enough for sovereign clouds and Azure Stack, new enough for names that XML cannot hold.
    private static let version = "2022-11-02"

    let location: AzureLocation
    let authorization: AzureAuthorization
    let clock: ServerClock
    let route: TransferRoute

    var needsHTTP1: Bool { true }
    var readsExplanations: Bool { true }
    var credentials: CredentialProvider? { authorization.provider }

    func fields(for order: TransferOrder) -> RequestFields {
        let date = HTTPDate.text(clock.secondsSinceEpoch)
        let own: [(name: String, value: String)] = [("x-ms-date", date), ("x-ms-version", Self.version)]
        let lines = own.map { "\($0.name): \($0.value)" }
        guard case (.token(let token), let generation)? = authorization.provider?.current else {
            return RequestFields(lines)
        }
        switch authorization {
        case .anonymous: return RequestFields(lines)
        case .token:
            return RequestFields(lines + ["Authorization: Bearer \(token.text)"], generation: generation)
        case .signature:
            var fields = RequestFields(lines, generation: generation)
            fields.query = token.text.hasPrefix("?") ? String(token.text.dropFirst()) : token.text
            return fields
        case .sharedKey:
            var request = AzureSharedKey.Request(path: order.signable?.path ?? "")
            request.parameters = order.signable?.fields ?? []
            request.fields = own
            if let range = order.request.range.field { request.fields.append(("range", range)) }
            request.fields += order.request.conditionFields.map { ($0.name.lowercased(), $0.value) }
            let line = AzureSharedKey.authorization(request, account: location.account, key: token.text)
            return RequestFields(
                lines + (line.map { ["Authorization: \($0)"] } ?? []),
                generation: generation
            )
        }
    }

    func reading(
        _ plain: ResponseDisposition,
        _ head: ResponseHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> ResponseDisposition {
        let code = head.azureErrorCode ?? ErrorDocument(explanation).code
        let refusal = refusal(head.status, code, request.key)
        switch (head.status, code) {
        case (404, "BlobNotFound"): return .done(.absent)
        case (401, "InvalidAuthenticationInfo"): return .renew(error: refusal)
        case (403, "AuthenticationFailed"):
            // The clock, or a signature or key that has been replaced since.
            let isOff = head.date.map { abs($0 - clock.secondsSinceEpoch) > Self.secondsOfGrace } ?? false
            if isOff, clock.follow(head.date, from: location.server) { return .corrected(error: refusal) }
            return .renew(error: refusal)
        case (409, "ConditionNotMet"), (412, _): return .done(.failed(.changed(key: request.key)))
        case (409, _): return .done(.failed(refusal))
        default: break
        }
        switch plain {
        case .retry(let cause, .refused): return .retry(cause, error: refusal)
        case .done(.failed(.refused)), .done(.absent), .redirect: return .done(.failed(refusal))
        default: return plain
        }
    }

    /// Azure takes dates that are a quarter of an hour off.
    private static let secondsOfGrace = 600

    private func refusal(_ status: Int, _ code: String?, _ key: String) -> StorageError {
        guard let code, !code.isEmpty, code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return .refused(key: key, status: status)
        }
        return .refusedFor(key: key, status: status, reason: String(code.prefix(64)))
    }
}

extension ByteRange {
    /// The field `Range`; nil for a whole object.
    var field: String? {
        switch self {
        case .whole: nil
        case .bytes(let offset, let count): "bytes=\(offset)-\(offset &+ max(count, 1) &- 1)"
        case .suffix(let count): "bytes=-\(max(count, 1))"
        }
    }
}
