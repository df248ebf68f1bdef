internal import CHiredis
internal import Execution
internal import Glibc

/// One connection to a server that speaks Redis' protocol, through hiredis; of one thread.
///
/// What the server sends is bounded before it is kept: arrays by `maxElements`, everything by `maxReplyBytes`, and the time
/// for all answers together by the caller's deadline. A context that has failed once is dead, and so is this.
final class RedisConnection {
    /// An answer, as far as one is expected.
    enum Answer: Equatable {
        case integer(Int64)
        case text(String)
        case none
        case list([Answer])
        case error(String)
    }

    /// For every wait on the connection.
    private static let timeoutMicroseconds = 20_000
    private static let maxElements: Int32 = 16
    private static let maxReplyBytes = 1 << 20
    /// Of an error, for the log.
    private static let maxWords = 200

    private let context: UnsafeMutablePointer<redisContext>
    /// How replies are made: bounded, and as hiredis does it.
    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>

    /// - Throws: `StoreTrouble.cannotConnect`.
    init(_ place: QuotaStoreSettings.Place) throws(StoreTrouble) {
        let timeout = timeval(tv_sec: 0, tv_usec: Self.timeoutMicroseconds)
        let made =
            switch place {
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(clamping: port), timeout)
            case .unix(let path): redisConnectUnixWithTimeout(path, timeout)
            }
        guard let made else { throw .cannotConnect("no memory") }
        guard made.pointee.err == 0, redisSetTimeout(made, timeout) == REDIS_OK,
            let reader = made.pointee.reader, let usual = reader.pointee.fn
        else {
            defer { redisFree(made) }
            throw .cannotConnect(Self.words(made))
        }
        context = made
        functions = .allocate(capacity: 2)
        functions.initialize(repeating: usual.pointee, count: 2)
        functions.pointee.createArray = { task, elements in
            guard elements <= RedisConnection.maxElements, let usual = task?.pointee.privdata else {
                return nil
            }
            return usual.assumingMemoryBound(to: redisReplyObjectFunctions.self).pointee
                .createArray(task, elements)
        }
        reader.pointee.privdata = UnsafeMutableRawPointer(functions + 1)
        reader.pointee.fn = functions
    }

    deinit {
        redisFree(context)
        functions.deallocate()
    }

    /// Sends all commands at once and takes their answers, in their order.
    ///
    /// - Throws: `StoreTrouble`; the connection is of no use then.
    func answers(to commands: [[String]], until deadline: Deadline) throws(StoreTrouble) -> [Answer] {
        for command in commands { try append(command) }
        var isSent: Int32 = 0
        while isSent == 0 {
            guard !deadline.hasPassed else { throw .tooSlow }
            guard redisBufferWrite(context, &isSent) == REDIS_OK else { throw broken }
        }
        var answers: [Answer] = []
        answers.reserveCapacity(commands.count)
        for _ in commands { answers.append(try next(until: deadline)) }
        return answers
    }

    private func append(_ command: [String]) throws(StoreTrouble) {
        let lengths = command.map(\.utf8.count)
        var pointers: [UnsafePointer<CChar>?] = command.map { UnsafePointer(strdup($0)) }
        defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
        guard !pointers.contains(nil) else { throw .broken("no memory") }
        let result = redisAppendCommandArgv(context, Int32(command.count), &pointers, lengths)
        guard result == REDIS_OK else { throw broken }
    }

    private func next(until deadline: Deadline) throws(StoreTrouble) -> Answer {
        while true {
            var reply: UnsafeMutableRawPointer?
            guard redisGetReplyFromReader(context, &reply) == REDIS_OK else { throw broken }
            if let reply {
                defer { freeReplyObject(reply) }
                return Self.answer(reply.assumingMemoryBound(to: redisReply.self))
            }
            guard !deadline.hasPassed else { throw .tooSlow }
            guard context.pointee.reader.pointee.len <= Self.maxReplyBytes else {
                throw .nonsense("an answer of more than \(Self.maxReplyBytes) bytes")
            }
            guard redisBufferRead(context) == REDIS_OK else { throw broken }
        }
    }

    private var broken: StoreTrouble {
        let isSlow = context.pointee.err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK)
        return isSlow ? .tooSlow : .broken(Self.words(context))
    }

    private static func words(_ context: UnsafeMutablePointer<redisContext>) -> String {
        withUnsafeBytes(of: &context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func answer(_ reply: UnsafeMutablePointer<redisReply>) -> Answer {
        switch reply.pointee.type {
        case REDIS_REPLY_INTEGER: return .integer(reply.pointee.integer)
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: return .text(text(reply))
        case REDIS_REPLY_ERROR: return .error(String(text(reply).prefix(maxWords)))
        case REDIS_REPLY_ARRAY:
            let elements = UnsafeBufferPointer(
                start: reply.pointee.element,
                count: reply.pointee.element == nil ? 0 : min(reply.pointee.elements, Int(maxElements))
            )
            return .list(elements.map { $0.map(answer) ?? .none })
        default: return .none
        }
    }

    private static func text(_ reply: UnsafeMutablePointer<redisReply>) -> String {
        guard let start = reply.pointee.str else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: reply.pointee.len), as: UTF8.self)
    }
}
