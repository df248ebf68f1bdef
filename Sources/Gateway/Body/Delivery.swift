internal import Execution

/// Sends one answer: decides between 304, HEAD and a body, and gives every body its exact length.
final class Delivery {
    let request: Request
    let context: WorkContext
    private let transport: any ResponseTransport
    private let spool: Spool
    private let ledger: MemoryLedger
    private(set) var answered = Answered()

    init(
        request: Request,
        context: WorkContext,
        transport: any ResponseTransport,
        spool: Spool,
        ledger: MemoryLedger
    ) {
        self.request = request
        self.context = context
        self.transport = transport
        self.spool = spool
        self.ledger = ledger
    }

    /// True once the client has the status: from then on an error can only be shown by cutting the body.
    var hasBegun: Bool { answered.status != 0 }

    /// - Throws: what the body threw, or `TransportError`.
    func send(_ response: Response) throws {
        var response = response
        if let tag = response.entityTag, response.status < 300 {
            response.fields["ETag"] = EntityTag.fieldValue(tag)
            if isUnchanged(tag) {
                response.status = 304
                response.body = .empty
            }
        }
        if request.method == .head { try sendHead(response) } else { try sendWhole(response) }
        try transport.end()
    }

    func cut() {
        answered.isCut = true
        transport.cut()
    }

    private func isUnchanged(_ tag: String) -> Bool {
        guard request.method == .get || request.method == .head else { return false }
        return request.headers["If-None-Match"].map { EntityTag.matches($0, tag: tag) } ?? false
    }

    /// The fields of the answer to GET, with the length where it is known without making the body.
    private func sendHead(_ response: Response) throws {
        switch response.body {
        case .empty: try begin(response, length: 0)
        case .bytes(let bytes): try begin(response, length: bytes.count)
        case .measured(let length, _, _): try begin(response, length: length)
        case .deferred: try begin(response, length: nil)
        }
    }

    private func sendWhole(_ response: Response) throws {
        switch response.body {
        case .empty: try begin(response, length: 0)
        case .bytes(let bytes):
            try begin(response, length: bytes.count)
            try bytes.withUnsafeBytes(pass)
        case .deferred(let write): try sendOnceWhole(response, length: nil, write)
        case .measured(let length, let isWhole, let write)
        where isWhole || length <= ResponseBody.longestWhole:
            try sendOnceWhole(response, length: length, write)
        case .measured(let length, _, let write):
            let writer = MeasuredWriter(
                length: length,
                begin: { try self.begin(response, length: length) },
                send: pass
            )
            try write(writer)
            try writer.finish()
        }
    }

    /// Nothing leaves before all of the body is there: what fails in it is still an error to be told.
    private func sendOnceWhole(
        _ response: Response,
        length: Int?,
        _ write: (any BodyWriter) throws -> Void
    ) throws {
        let writer = SpoolingWriter(spool: spool, ledger: ledger, context: context, promised: length)
        try write(writer)
        try writer.finish()
        try begin(response, length: writer.length)
        try writer.forEachPiece(pass)
    }

    private func begin(_ response: Response, length: Int?) throws {
        var fields = response.fields
        if let length, response.status != 304, response.status != 204 {
            fields["Content-Length"] = String(length)
        }
        CommonFields.complete(&fields, status: response.status, request: request, context: context)
        answered.status = response.status
        try transport.begin(status: response.status, fields: fields)
    }

    private func pass(_ bytes: UnsafeRawBufferPointer) throws {
        guard !bytes.isEmpty else { return }
        try transport.send(bytes)
        answered.bytes += bytes.count
    }
}
