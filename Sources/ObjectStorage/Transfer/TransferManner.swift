/// What a kind of store adds to plain HTTP: fields of its own, and reasons in the bodies of its errors.
protocol TransferManner: Sendable {
    /// True where HTTP/2 would put all reads onto one slow connection.
    var needsHTTP1: Bool { get }
    /// True when `reading` wants the bodies of answers that hold no object.
    var readsExplanations: Bool { get }

    /// Fields for one attempt, each `Name: value`; asked for anew at every attempt.
    func fields(for order: TransferOrder) -> [String]

    /// What an answer without an object means; `plain` is what it would mean from a web server.
    func reading(
        _ plain: AnswerVerdict,
        _ head: AnswerHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> AnswerVerdict
}

/// A web server's: perhaps fields that the operator has set.
struct PlainManner: TransferManner {
    let ownFields: [String]
    var needsHTTP1: Bool { false }
    var readsExplanations: Bool { false }

    func fields(for order: TransferOrder) -> [String] { ownFields }

    func reading(
        _ plain: AnswerVerdict,
        _ head: AnswerHead,
        explanation: [UInt8],
        for request: ObjectRequest
    ) -> AnswerVerdict { plain }
}
