internal import CFastCGI
internal import Execution
internal import Glibc

/// What a responder takes from a connection before it answers.
extension FastCGIResponder {
    /// nginx sends a request whole; one that stops in the middle is given up.
    private static let receiveSeconds = 10
    private static let sendSeconds = 60

    func request(
        of connection: UnsafeMutablePointer<FCGX_Request>,
        _ parameters: FastCGIParameters,
        _ context: WorkContext
    ) throws(BadRequest) -> Request {
        let body = try readBody(connection, parameters)
        var request = try reader.request(from: parameters, body: body)
        request.id = context.requestID
        if settings.publicOrigin == nil { settings.unlistedHosts.meet(parameters) }
        return request
    }

    /// Writes down what this thread is about to do; its digest, if there is a board.
    ///
    /// - Throws: `RepeatedDeaths` for what has ended workers again and again.
    func hold(_ request: Request, _ parameters: FastCGIParameters) throws(RepeatedDeaths) -> UInt64? {
        guard let board = settings.board else { return nil }
        let (method, target) = (parameters[.method] ?? "", parameters[.target] ?? "")
        let fingerprint = RequestFingerprint(
            method: method,
            target: target,
            principal: request.principal,
            body: request.body
        )
        if let seconds = board.refusedSeconds(fingerprint.digest) { throw RepeatedDeaths(seconds: seconds) }
        let shown = SecretTexts.removed(from: RequestReader.shownTarget(parameters))
        board.hold(fingerprint.digest, method: method, target: shown, thread: numbers.thread)
        return fingerprint.digest
    }

    private func readBody(
        _ connection: UnsafeMutablePointer<FCGX_Request>,
        _ parameters: FastCGIParameters
    ) throws(BadRequest) -> [UInt8] {
        guard let text = parameters[.contentLength], let length = Int(text), length > 0 else { return [] }
        guard length <= settings.maxBodyBytes else { throw .bodyTooLong(limit: settings.maxBodyBytes) }
        limitWaiting(connection.pointee.ipcFd)
        let stream = connection.pointee.in
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let read = buffer.withMemoryRebound(to: CChar.self) { buffer in
                FCGX_GetStr(buffer.baseAddress, Int32(length), stream)
            }
            count = max(0, Int(read))
        }
    }

    /// libfcgi's own reads and writes block: they shall not do so for ever.
    ///
    /// Of a request without a body there are none.
    private func limitWaiting(_ descriptor: Int32) {
        for (option, seconds) in [(SO_RCVTIMEO, Self.receiveSeconds), (SO_SNDTIMEO, Self.sendSeconds)] {
            var limit = timeval(tv_sec: seconds, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}
