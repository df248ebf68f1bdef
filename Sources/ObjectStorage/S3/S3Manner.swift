/// How S3 is asked and what its errors mean.
struct S3Manner: TransferManner {
    /// Nil for anonymous reads.
    let signing: SigningV4?
    let region: String
    /// Whether 403 AccessDenied means that there is no such key, as it does for those who may not list.
    let absentOnDenied: Bool

    var needsHTTP1: Bool { true }
    var readsExplanations: Bool { true }

    func fields(for order: TransferOrder) -> [String] {
        guard let signing, let request = order.signable else { return [] }
        return signing.sign(request, at: .now).fields.map { "\($0.name): \($0.value)" }
    }

    func reading(
        _ plain: AnswerVerdict,
        _ head: AnswerHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> AnswerVerdict {
        let answer = S3ErrorAnswer(explanation)
        let refusal = refusal(head.status, answer.code, request.key)
        switch head.status {
        case 301, 302, 303, 307, 308, 400:
            if let right = head.bucketRegion ?? answer.region, right != region, S3Location.isRegion(right) {
                return .done(.failed(.wrongRegion(key: request.key, region: right)))
            }
            guard answer.code != "RequestTimeout" else {
                return .retry(.transient(after: nil), error: refusal)
            }
            return .done(.failed(refusal))
        case 404:
            // No code: a proxy's answer, or one without a body. Any other code is about the bucket.
            let isKey = answer.code == "NoSuchKey" || explanation.isEmpty
            return .done(isKey ? .absent : .failed(refusal))
        case 403 where absentOnDenied && answer.code == "AccessDenied": return .done(.absent)
        default: break
        }
        switch plain {
        case .retry(let cause, .refused): return .retry(cause, error: refusal)
        case .done(.failed(.refused)): return .done(.failed(refusal))
        default: return plain
        }
    }

    private func refusal(_ status: Int, _ code: String?, _ key: String) -> StorageError {
        code.map { .refusedFor(key: key, status: status, reason: $0) } ?? .refused(key: key, status: status)
    }
}
