internal import CCurl

/// Makes libcurl handles ready for a transfer, and keeps those that have ended for the next.
///
/// Of one thread.
final class EasyHandles {
    private let options: TransferEngine.Options
    private var idle: [UnsafeMutableRawPointer] = []
    private var lists: [UnsafeMutableRawPointer: [UnsafeMutablePointer<curl_slist>]] = [:]

    private static let usualFields = ["Accept: */*", "Expect:"]
    private static let maxIdle = 256
    private static let receiveBufferBytes = 256 << 10

    init(options: TransferEngine.Options) {
        self.options = options
    }

    deinit {
        idle.forEach { curl_easy_cleanup($0) }
        lists.values.joined().forEach { curl_slist_free_all($0) }
    }

    /// The way of one attempt.
    struct Route {
        let proxy: Proxy?
        /// `host:port:addresses` for libcurl's table of names.
        let resolving: String?
    }

    /// Makes a handle ready for a transfer.
    func make(_ transfer: Transfer, _ route: Route) -> UnsafeMutableRawPointer? {
        guard let easy = idle.popLast() ?? curl_easy_init() else { return nil }
        setTransport(easy)
        let file = transfer.order.dialect.route.certificateFile ?? options.certificateFile
        if let file { _ = sluice_curl_set_text(easy, CURLOPT_CAINFO, file) }
        // An empty text keeps libcurl from looking into the environment itself.
        _ = sluice_curl_set_text(easy, CURLOPT_PROXY, route.proxy?.url ?? "")
        setRequest(easy, transfer)
        setReceivers(easy, transfer)
        if let resolving = route.resolving, let list = curl_slist_append(nil, resolving) {
            _ = sluice_curl_set_list(easy, CURLOPT_RESOLVE, list)
            lists[easy, default: []].append(list)
        }
        return easy
    }

    func giveBack(_ easy: UnsafeMutableRawPointer) {
        curl_easy_reset(easy)
        lists.removeValue(forKey: easy)?.forEach { curl_slist_free_all($0) }
        if idle.count < Self.maxIdle { idle.append(easy) } else { curl_easy_cleanup(easy) }
    }

    private func setTransport(_ easy: UnsafeMutableRawPointer) {
        _ = sluice_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = sluice_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = sluice_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        _ = sluice_curl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        _ = sluice_curl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        _ = sluice_curl_set_long(easy, CURLOPT_BUFFERSIZE, Self.receiveBufferBytes)
        _ = sluice_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        _ = sluice_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        let connect = Int(options.connectSeconds * 1000)
        _ = sluice_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, max(connect, 1))
        _ = sluice_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1024)
        _ = sluice_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, max(Int(options.stallSeconds), 1))
    }

    private func setRequest(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer) {
        let (url, fields) = transfer.request()
        _ = sluice_curl_set_text(easy, CURLOPT_URL, url)
        let agent = UserAgent(product: options.product)
        let told = transfer.order.dialect.route.told
        _ = sluice_curl_set_text(easy, CURLOPT_USERAGENT, agent.text(for: transfer.reader, told))
        setFields(easy, transfer, fields)
        setBody(easy, transfer.order)
        switch transfer.order.request.range {
        case .whole: break
        case .bytes(let offset, let count):
            _ = sluice_curl_set_text(easy, CURLOPT_RANGE, "\(offset)-\(offset &+ max(count, 1) &- 1)")
        case .suffix(let count): _ = sluice_curl_set_text(easy, CURLOPT_RANGE, "-\(max(count, 1))")
        }
    }

    private func setFields(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer, _ fields: [String]) {
        let dialect = transfer.order.dialect
        if dialect.route.version == .auto ? dialect.needsHTTP1 : dialect.route.version == .one {
            _ = sluice_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        } else {
            // Over TLS where the server offers it; there reads wait for a connection that may carry them too. In the
            // clear they would wait for the first answer to learn that it may not.
            _ = sluice_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            _ = sluice_curl_set_long(easy, CURLOPT_PIPEWAIT, transfer.order.location.isSecure ? 1 : 0)
        }
        var own = ["Accept-Encoding: \(transfer.order.dialect.acceptedCoding)"] + fields
        own += transfer.order.request.conditionFields.map { "\($0.name): \($0.value)" }
        guard let list = Self.list(Self.usualFields + own) else { return }
        lists[easy, default: []].append(list)
        _ = sluice_curl_set_list(easy, CURLOPT_HTTPHEADER, list)
    }

    private func setBody(_ easy: UnsafeMutableRawPointer, _ order: TransferOrder) {
        guard order.method != "GET" else { return }
        _ = sluice_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, order.method)
        let body = order.body ?? []
        _ = sluice_curl_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        body.withUnsafeBytes { bytes in
            _ = sluice_curl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
        }
    }

    private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = curl_slist_append(list, line) ?? list }
        return list
    }

    private func setReceivers(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer) {
        // Unretained: the loop holds the transfer until it has taken the handle out of libcurl's hands.
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        _ = sluice_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = sluice_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = sluice_curl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            let isTaken = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().receive(line: line)
            return isTaken ? line.count : 0
        }
        _ = sluice_curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return 0 }
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            let isTaken = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().receive(bytes: piece)
            return isTaken ? piece.count : 0
        }
    }
}
