internal import Execution

/// Sends one answer: decides between 304, HEAD and a body, and gives every body its exact length.
final class Delivery {
    let request: Request
    /// Whether others who bring nothing may get the same answer, by the rules that count here.
    private let isForStrangers: Bool
    let context: WorkContext
    private let transport: any ResponseTransport
    private let spool: Spool
    private let ledger: MemoryLedger
    private(set) var answered = Answered()

    init(
        request: Request,
        isForStrangers: Bool,
        context: WorkContext,
        transport: any ResponseTransport,
        spool: Spool,
        ledger: MemoryLedger
    ) {
        self.request = request
        self.isForStrangers = isForStrangers
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
        let form = BodyForm(response, for: request)
        if takesConditions, response.entityTag == nil { response.entityTag = response.tagOfBytes }
        if !isTaggedOnceWhole(response) { tag(&response, form) }
        if request.method == .head {
            try sendHead(response, form)
        } else {
            try sendWhole(response, form)
        }
        try transport.end()
    }

    /// Whether the body is made whole before its tag is known, or known to be none.
    private func isTaggedOnceWhole(_ response: Response) -> Bool {
        guard request.method != .head, case .deferred(let length, let isWhole, _) = response.body else {
            return false
        }
        return response.isTaggedByBody && (isWhole || (length ?? 0) <= ResponseBody.longestWhole)
    }

    /// Names the content where it has a name, or says 304 where the client has it.
    private func tag(_ response: inout Response, _ form: BodyForm) {
        guard response.status < 300 else { return }
        // Of what a HEAD or a long body is made of nobody knows the states.
        let tag = response.isTaggedByBody && response.body.isDeferred ? nil : response.entityTag
        if let tag { response.fields["ETag"] = EntityTag.fieldValue(form.tag(tag)) }
        if isUnchanged(tag, status: response.status) { (response.status, response.body) = (304, .empty) }
        if tag == nil, request.method == .head { response.fields["Cache-Control"] = Self.unkept }
    }

    /// A HEAD without a validator would make any kept body fresh again that a cache has, whatever that is by now
    /// (RFC 9111, section 4.3.5); what may not be stored cannot be used for that (section 5.2.2.5).
    private static let unkept = "no-store"

    func cut() {
        answered.isCut = true
        transport.cut()
    }

    private var takesConditions: Bool { request.method == .get || request.method == .head }

    /// RFC 9110, section 13.1.2; `*` means any content that there is, named or not.
    private func isUnchanged(_ tag: String?, status: Int) -> Bool {
        guard takesConditions, let condition = request.headers["If-None-Match"] else { return false }
        guard let tag else { return status == 200 && EntityTag.isAny(condition) }
        return EntityTag.matches(condition, tag: tag)
    }

    /// The fields of the answer to GET, with length and coding where they are known without making the body.
    private func sendHead(_ response: Response, _ form: BodyForm) throws {
        switch response.body {
        case .empty: try begin(response, length: 0)
        case .bytes, .kept: try sendText(response, form, hasBody: false)
        case .deferred(let length, _, _):
            try begin(response, length: length.flatMap { form.isWorthwhile($0) ? nil : $0 })
        case .file(let file): try begin(response, length: file.length)
        }
    }

    private func sendWhole(_ response: Response, _ form: BodyForm) throws {
        switch response.body {
        case .empty: try begin(response, length: 0)
        case .bytes, .kept: try sendText(response, form, hasBody: true)
        case .deferred(let length?, isWhole: false, let write) where length > ResponseBody.longestWhole:
            let writer = MeasuredWriter(
                length: length,
                ledger: ledger,
                begin: { try self.begin(response, length: length) },
                send: { try self.pass($0) }
            )
            try write(writer)
            try writer.finish()
        case .deferred(let length, _, let write): try sendOnceWhole(response, form, length: length, write)
        case .file(let file):
            try begin(response, length: file.length)
            try file.forEachBlock(ledger) { try pass($0, isLast: $1) }
        }
    }

    /// What is in memory already.
    private func sendText(_ response: Response, _ form: BodyForm, hasBody: Bool) throws {
        let send = { (bytes: UnsafeRawBufferPointer, isCompressed: Bool) in
            try self.begin(response, length: bytes.count, isCompressed: isCompressed)
            if hasBody { try self.pass(bytes, isLast: true) }
        }
        switch response.body {
        case .bytes(let bytes):
            try bytes.withUnsafeBytes { bytes in
                guard let compressed = form.compressed(bytes, ledger: ledger) else {
                    return try send(bytes, false)
                }
                try send(compressed.bytes, true)
            }
        case .kept(let text):
            let compressed = form.isCompressed ? text.gzip : nil
            try (compressed ?? text.bytes).withUnsafeBytes { try send($0, compressed != nil) }
        case .empty, .deferred, .file: break
        }
    }

    /// Nothing leaves before all of the body is there: what fails in it is still an error to be told.
    private func sendOnceWhole(
        _ response: Response,
        _ form: BodyForm,
        length: Int?,
        _ write: (any BodyWriter) throws -> Void
    ) throws {
        let writer = SpoolingWriter(spool: spool, ledger: ledger, context: context, promised: length)
        context.retry.objects.beginBody()
        try write(writer)
        let made = try writer.finish()
        var response = response
        if response.isTaggedByBody {
            response.isTaggedByBody = false
            response.entityTag = response.entityTag.flatMap { tag in
                context.retry.objects.ofBody.map { EntityTag.tag(tag, of: $0) }
            }
            tag(&response, form)
        }
        if response.status == 304 { return try begin(response, length: 0) }
        switch made {
        case .file(let file):
            response.body = .file(file)
            try sendWhole(response, form)
        case .memory(let made):
            if let compressed = form.compressed(made, ledger: ledger) {
                try begin(response, length: compressed.used, isCompressed: true)
                return try pass(compressed.bytes, isLast: true)
            }
            try begin(response, length: made.length)
            try made.withPieces { try pass($0, isLast: true) }
        }
    }

    private func begin(_ response: Response, length: Int?, isCompressed: Bool = false) throws {
        var fields = response.fields
        if isCompressed { fields["Content-Encoding"] = "gzip" }
        if let length, response.status != 304, response.status != 204 {
            fields["Content-Length"] = String(length)
        }
        CommonFields.complete(&fields, status: response.status, request: request, context: context)
        SharedLifetime.add(
            to: &fields,
            status: response.status,
            isForStrangers: isForStrangers,
            context: context
        )
        answered.status = response.status
        try transport.begin(status: response.status, fields: fields)
    }

    private func pass(_ bytes: UnsafeRawBufferPointer, isLast: Bool = false) throws {
        try pass([bytes], isLast: isLast)
    }

    private func pass(_ pieces: [UnsafeRawBufferPointer], isLast: Bool) throws {
        let count = pieces.reduce(0) { $0 + $1.count }
        guard count > 0 else { return }
        try transport.send(pieces, isLast: isLast)
        answered.bytes += count
    }
}
