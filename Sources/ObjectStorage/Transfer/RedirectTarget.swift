internal import CCurl

/// Where a Location field leads, made absolute and taken apart by libcurl.
struct RedirectTarget {
    let url: String
    let scheme: String
    let host: String
    let port: Int

    static func resolve(_ location: String, against base: String) -> RedirectTarget? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, base, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_URL, location, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
            part(handle, CURLUPART_USER, 0) == nil,
            let url = part(handle, CURLUPART_URL, 0),
            let scheme = part(handle, CURLUPART_SCHEME, 0),
            let host = part(handle, CURLUPART_HOST, 0),
            let port = part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else { return nil }
        return RedirectTarget(url: url, scheme: scheme.lowercased(), host: host.lowercased(), port: port)
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

extension HTTPLocation {
    /// A redirect may change the path, and http into https on the usual ports; never the host.
    func allows(_ target: RedirectTarget) -> Bool {
        guard target.host == host else { return false }
        if target.scheme == (isSecure ? "https" : "http") { return target.port == port }
        return !isSecure && target.scheme == "https" && port == 80 && target.port == 443
    }
}
