internal import CCurl
internal import Execution

/// One read on its way: its attempts, the head and body of the present one.
///
/// Only the loop's thread touches it.
final class Transfer {
    /// What is fetched: the order of the first claim, which covers those of all later ones.
    let order: TransferOrder
    private(set) var claims: [TransferClaim]
    /// True once it was settled or dropped.
    var isOver = false
    private(set) var attempts = 0
    private var redirects = 0
    /// Of the credential that the present attempt shows.
    private var generation: Int?
    private var isCorrected = false
    /// Where the present attempt goes: the order's own address until a redirect.
    private(set) var url: String
    private var head = ResponseHead()
    private var verdict: ResponseDisposition?
    private var overflow: StorageError?
    private let body = ReceivedBody()
    /// Bytes of bodies that were, or should have been, the object; of all attempts.
    private(set) var received = 0

    /// What to do once an attempt has ended.
    enum Ending {
        case outcome(ObjectOutcome)
        case again(RetryCause, error: StorageError)
        /// Ask at once, at the new address or with what was set right.
        case moved
        /// Ask in another place.
        case relocation(error: StorageError)
        /// Ask again with a fresh credential.
        case renewal(generation: Int)
    }

    private static let maxRedirects = 5
    /// Bodies of errors are read up to here, so that the connection can be used again.
    private static let maxDiscarded = 64 << 10
    private var discarded = 0
    /// So many bytes show that a store is at work; one that lets them trickle is as good as silent.
    private static let bytesOfLife = 256 << 10
    private var untold = 0
    /// Of all heads of an attempt, those of interim answers (1xx) too; servers send some kilobytes.
    private static let maxHeadBytes = 256 << 10
    private var headBytes = 0
    /// The body of an answer that holds no object: some stores say there why.
    private var explanation: [UInt8] = []

    init(_ claim: TransferClaim) {
        order = claim.order
        claims = [claim]
        url = order.url
    }

    func add(_ claim: TransferClaim) { claims.append(claim) }

    /// Whether anybody waits for it, here or elsewhere.
    var isWanted: Bool { claims.contains { $0.isLive || $0.isShared } }

    /// Whether all claims here have given up while others still want it.
    var isLeft: Bool { claims.allSatisfy { !$0.isLive } && claims.contains { $0.isShared } }

    /// The latest deadline of the claims that wait here; nil when all have gone.
    var deadline: Deadline? { claims.lazy.filter(\.isLive).map(\.batch.deadline).max() }

    /// For what and whom it is read: of several, the first.
    var reader: WorkContext.Reader { claims.first?.batch.reader ?? .init() }

    private var key: String { order.request.key }

    func beginAttempt() {
        attempts += 1
        head = ResponseHead()
        verdict = nil
        overflow = nil
        generation = nil
        discarded = 0
        headBytes = 0
        explanation = []
        body.discard()
    }

    /// Takes a line of a head; false ends the transfer, for heads may not grow for ever.
    func receive(line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.maxHeadBytes else {
            overflow = .system(
                key: key,
                cause: "the head of the answer is longer than \(Self.maxHeadBytes) bytes"
            )
            return false
        }
        head.take(line: line)
        return true
    }

    /// Takes a piece of the body; false ends the transfer.
    func receive(bytes: UnsafeRawBufferPointer) -> Bool {
        guard case .take(let plan) = judged() else {
            discarded += bytes.count
            guard discarded <= Self.maxDiscarded else { return false }
            if order.dialect.readsExplanations { explanation.append(contentsOf: bytes) }
            return true
        }
        received += bytes.count
        guard body.append(bytes, expected: plan.expected, most: plan.most) else {
            overflow = plan.excess
            return false
        }
        untold += bytes.count
        if untold >= Self.bytesOfLife {
            untold = 0
            for claim in claims { claim.batch.showLife() }
        }
        return true
    }

    private func judged() -> ResponseDisposition {
        if let verdict { return verdict }
        let made = order.dialect.verdict(on: head, for: order.request)
        verdict = made
        return made
    }

    /// What the end of the present attempt means.
    func ending(_ result: CURLcode) -> Ending {
        if let overflow { return .outcome(.failed(overflow)) }
        guard head.status >= 200 else { return broken(result) }
        switch explained(judged()) {
        case .done(let outcome): return .outcome(outcome)
        case .retry(let cause, let error): return .again(cause, error: error)
        case .redirect(let target): return redirected(to: target)
        case .renew(let error):
            guard let generation, !order.isRenewed else { return .outcome(.failed(error)) }
            return .renewal(generation: generation)
        case .elsewhere(let error):
            return order.isRelocated ? .outcome(.failed(error)) : .relocation(error: error)
        case .corrected(let error):
            guard !isCorrected else { return .outcome(.failed(error)) }
            isCorrected = true
            attempts -= 1
            return .moved
        case .take(let plan): return result == CURLE_OK ? finished(plan) : broken(result)
        }
    }

    /// The verdict on an answer without an object, once all of it has come.
    private func explained(_ verdict: ResponseDisposition) -> ResponseDisposition {
        if case .take = verdict { return verdict }
        return order.dialect.reading(verdict, head, explanation: explanation, for: order.request)
    }

    /// Address and fields of the attempt that begins; what may hold a secret goes to the order's own address and nowhere else.
    func request() -> (url: String, fields: [String]) {
        guard url == order.url else { return (url, []) }
        let fields = order.dialect.fields(for: order)
        generation = fields.generation
        let address = fields.query.map { "\(url)\(url.contains("?") ? "&" : "?")\($0)" } ?? url
        return (address, fields.lines)
    }

    private func finished(_ plan: BodyPlan) -> Ending {
        let count = body.count
        if let expected = plan.expected, expected != count {
            return .again(
                .transient(after: nil),
                error: .wrongLength(key: key, expected: expected, received: count)
            )
        }
        if plan.mustBeJSON, !body.looksLikeJSON { return .outcome(.absent) }
        let length = plan.isWholeForPart || order.request.range == .whole ? count : plan.objectLength
        let part = plan.isWholeForPart ? order.request.range.resolved(length: count) : 0..<count
        let validator = head.validator(objectLength: length)
        return .outcome(
            .found(StoredObject(bytes: body.taken(part), objectLength: length, validator: validator))
        )
    }

    /// The host of the address, with its port where that is named.
    private var host: Substring {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return rest.prefix { $0 != "/" && $0 != "?" }
    }

    /// An attempt that libcurl could not finish.
    private func broken(_ result: CURLcode) -> Ending {
        let cause = "\(String(cString: curl_easy_strerror(result))) (\(host))"
        switch result {
        case CURLE_OPERATION_TIMEDOUT: return .again(.stalled, error: .timedOut(key: key))
        case CURLE_PARTIAL_FILE:
            let expected = head.contentLength ?? body.count + 1
            return .again(
                .transient(after: nil),
                error: .wrongLength(key: key, expected: expected, received: body.count)
            )
        case CURLE_COULDNT_CONNECT, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING,
            CURLE_SSL_CONNECT_ERROR,
            CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_OK:
            return .again(.transient(after: nil), error: .unreachable(key: key, cause: cause))
        default: return .outcome(.failed(.unreachable(key: key, cause: cause)))
        }
    }

    /// Follows a redirect that stays on the same host, for a few steps; from http to https too.
    private func redirected(to target: String) -> Ending {
        let refusal = Ending.outcome(.failed(.refused(key: key, status: head.status)))
        guard redirects < Self.maxRedirects, let next = RedirectTarget.resolve(target, against: url),
            order.location.allows(next)
        else { return refusal }
        redirects += 1
        attempts -= 1
        url = next.url
        return .moved
    }
}

extension ReceivedBody {
    /// Whether the first byte that is not white space opens an object or a list.
    var looksLikeJSON: Bool {
        let first = bytes.first { $0 > 0x20 }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    func discard() { _ = taken(0..<0) }
}
