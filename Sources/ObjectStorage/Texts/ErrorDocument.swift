/// The XML document with which S3, AWS and Azure say why they refuse; everything is nil for other documents.
struct ErrorDocument {
    /// Such as `NoSuchKey`: letters, digits and points, safe to log.
    private(set) var code: String?
    private(set) var region: String?
    /// Of an object that ends before the requested range.
    private(set) var objectLength: Int?
    /// The server's clock, which it tells those whose clock is off; in seconds since 1970.
    private(set) var serverTime: Int?

    init(_ body: [UInt8]) {
        var texts: [String: String] = [:]
        try? XMLScanner.scan(body) { path, text in
            if path.count == 2, path.first == "Error" { texts[path[1]] = text }
        }
        code = texts["Code"].flatMap { Self.isCode($0) ? $0 : nil }
        region = texts["Region"]
        objectLength = texts["ActualObjectSize"].flatMap { Int($0) }
        serverTime = texts["ServerTime"].flatMap(UniversalTime.seconds).map { Int($0) }
    }

    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.value == 0x2E || (0x30...0x39).contains($0.value))
            }
    }
}
