/// The head of an HTTP answer: the few fields that reading objects needs.
struct ResponseHead {
    /// 0 until a status line has come.
    private(set) var status = 0
    private(set) var contentLength: Int?
    /// True when two Content-Length fields disagree: then the body has no length to trust.
    private(set) var hasTwoLengths = false
    private(set) var contentRange: ContentRange?
    private(set) var contentType = ""
    private(set) var contentEncoding = ""
    private(set) var location: String?
    /// Where an S3 bucket is, as it answers requests that were sent elsewhere.
    private(set) var bucketRegion: String?
    /// The server's clock, in seconds since 1970.
    private(set) var date: Int?
    /// By which Google's metadata server is known.
    private(set) var metadataFlavour: String?
    /// The reason for a refusal that Azure tells in a field.
    private(set) var azureErrorCode: String?
    /// Seconds to wait, from a number or a date.
    private(set) var retryAfter: Double?
    /// For how long the answer may be kept.
    private(set) var freshness = CacheFreshness()
    private(set) var entityTag: String?
    private var lastModified: String?

    private static let maxValidatorBytes = 1024

    /// Equal for equal bytes: the ETag as it came, else modification time and length.
    func validator(objectLength: Int?) -> String? {
        if let entityTag { return entityTag }
        guard let lastModified, let objectLength else { return nil }
        return "\(lastModified) \(objectLength)"
    }

    /// Seconds since 1970.
    var lastModifiedSeconds: Int? { lastModified.flatMap(HTTPDate.seconds) }

    /// Takes one line as libcurl hands it out; a status line begins anew, as after `103 Early Hints`.
    mutating func take(line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            self = ResponseHead()
            let fields = text.split(separator: " ", maxSplits: 2)
            status = fields.count > 1 ? Int(fields[1].prefix { $0.isNumber }) ?? 0 : 0
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return }
        let value = text[text.index(after: colon)...].trimmed
        take(field: text[..<colon].lowercased(), value)
    }

    private mutating func take(field name: String, _ value: String) {
        switch name {
        case "content-length":
            let length = Int(value)
            if let contentLength, contentLength != length { hasTwoLengths = true }
            contentLength = length
        case "content-range": contentRange = ContentRange(value)
        case "content-type": contentType = value.lowercased()
        case "content-encoding": contentEncoding = value.lowercased()
        // Validators are kept with what they validate; no server sends long ones.
        case "etag": entityTag = value.utf8.count <= Self.maxValidatorBytes ? value : nil
        case "last-modified": lastModified = value.utf8.count <= Self.maxValidatorBytes ? value : nil
        case "location": location = value
        case "x-amz-bucket-region": bucketRegion = value
        case "date": date = HTTPDate.seconds(value)
        case "metadata-flavor": metadataFlavour = value
        case "x-ms-error-code": azureErrorCode = value
        case "cache-control": freshness.take(cacheControl: value)
        case "age": freshness.take(age: value)
        case "retry-after": retryAfter = Self.seconds(value)
        default: break
        }
    }

    mutating func ignoreCoding() { contentEncoding = "" }

    /// RFC 9110, section 10.2.3: seconds, or a date.
    private static func seconds(_ text: String) -> Double? {
        if let seconds = Double(text), seconds >= 0 { return seconds }
        return HTTPDate.seconds(text).map { max(0, Double($0 - WallClock.secondsSinceEpoch)) }
    }
}

/// `bytes 0-99/1234`, `bytes 0-99/*`, or `bytes */1234` (RFC 9110, section 14.4).
struct ContentRange: Equatable {
    /// Nil when the requested range could not be satisfied.
    let bytes: ClosedRange<Int>?
    let objectLength: Int?

    init?(_ text: String) {
        guard text.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/")
        guard parts.count == 2 else { return nil }
        objectLength = Int(parts[1].trimmed)
        guard objectLength ?? 0 >= 0, objectLength != nil || parts[1].trimmed == "*" else { return nil }
        if parts[0].trimmed == "*" {
            bytes = nil
            return
        }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0].trimmed), let last = Int(ends[1].trimmed),
            first >= 0, last >= first, last < objectLength ?? Int.max
        else { return nil }
        bytes = first...last
    }
}
