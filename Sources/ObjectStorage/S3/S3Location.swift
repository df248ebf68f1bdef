/// A prefix in a bucket of S3, or of a store that speaks like it: where it is, and how keys become addresses.
package struct S3Location: Sendable, Equatable {
    package let bucket: String
    /// As the keys have it, not escaped; without a slash at its end, empty for the bucket's root.
    package let prefix: String
    private(set) package var region: String
    /// The server that is asked.
    private(set) var server: HTTPLocation
    /// Whether the server is AWS's own of the region, not one that the operator has named.
    private let isOfRegion: Bool
    private let isPathStyle: Bool
    let service: Service

    /// The service, which the scheme names.
    enum Service: Equatable {
        case amazon
        /// Google's XML interface: same requests, same listings, other credentials.
        case google
    }

    /// Takes `s3://bucket/prefix` or `gs://bucket/prefix` apart; what follows the bucket is the key as it is, not escaped.
    ///
    /// `endpoint`: `https://host[:port]`; nil means AWS. `pathStyle`: nil chooses what fits.
    /// - Throws: `StoreLocationError.malformed` or `.unsuitable`.
    package init(
        _ url: String,
        region: String? = nil,
        endpoint: String? = nil,
        pathStyle: Bool? = nil
    ) throws(StoreLocationError) {
        guard let (service, bucket, prefix) = Self.parts(of: url) else {
            throw .malformed(location: StoreLocation.shown(url))
        }
        guard !bucket.hasSuffix("--x-s3") else {
            throw .unsuitable(location: url, problem: "directory buckets of S3 Express are not supported")
        }
        // Google takes signatures of every region.
        let region = region ?? (service == .google ? "auto" : "us-east-1")
        guard Self.isRegion(region) else {
            throw .unsuitable(location: url, problem: "'\(region)' is no name of a region")
        }
        self.bucket = bucket
        self.prefix = prefix
        self.region = region
        let isHostLabel = Self.isHostLabel(bucket)
        isPathStyle = pathStyle ?? (endpoint != nil || !isHostLabel || service == .google)
        self.service = service
        isOfRegion = endpoint == nil && service == .amazon
        guard isPathStyle || Self.isHostName(bucket) else {
            throw .unsuitable(location: url, problem: "the bucket's name can be no host name: set path_style")
        }
        let address = endpoint ?? (service == .google ? Self.google : Self.endpoint(ofAWS: region))
        guard let server = Self.server(at: address, bucket: isPathStyle ? nil : bucket) else {
            throw .unsuitable(
                location: url,
                problem: "the endpoint must be such as https://host or http://host:port"
            )
        }
        self.server = server
    }

    /// The same bucket in another region: another server of AWS's; elsewhere only signatures change.
    ///
    /// Nil for what is no region.
    func moved(to region: String) -> S3Location? {
        guard Self.isRegion(region) else { return nil }
        var moved = self
        moved.region = region
        guard isOfRegion else { return moved }
        let bucket = isPathStyle ? nil : self.bucket
        guard let server = Self.server(at: Self.endpoint(ofAWS: region), bucket: bucket) else { return nil }
        moved.server = server
        return moved
    }

    /// The region of a server of AWS's that a redirect leads to: `https://bucket.s3.eu-west-1.amazonaws.com/key`.
    func region(ofRedirect target: String) -> String? {
        guard isOfRegion, let to = HTTPLocation(target), to.isSecure else { return nil }
        let host = to.host.hasPrefix("\(bucket).") ? to.host.dropFirst(bucket.count + 1) : to.host[...]
        guard host.hasPrefix("s3.") || host.hasPrefix("s3-") else { return nil }
        for end in [".amazonaws.com", ".amazonaws.com.cn"] where host.hasSuffix(end) {
            let region = String(host.dropFirst(3).dropLast(end.count))
            return Self.isRegion(region) ? region : nil
        }
        return nil
    }

    /// A request that was made for the bucket before it was found here.
    func adopted(_ request: SigningV4.Request) -> SigningV4.Request {
        var adopted = SigningV4.Request(host: host, path: request.path, query: request.query)
        adopted.fields = request.fields
        return adopted
    }

    /// What an operator wrote, more or less.
    package var label: String {
        let root = "\(service == .google ? "gs" : "s3")://\(bucket)"
        return prefix.isEmpty ? root : "\(root)/\(prefix)"
    }

    /// The object at `key` below the prefix.
    package func request(for key: String) -> SigningV4.Request {
        SigningV4.Request(host: host, path: root + URIEscaping.path(ObjectKey.joining(prefix, key)))
    }

    /// A request to the bucket itself.
    package func request(parameters: [(name: String, value: String)]) -> SigningV4.Request {
        let path = isPathStyle ? "/\(URIEscaping.path(bucket))" : "/"
        return SigningV4.Request(host: host, path: path, query: URIEscaping.query(parameters))
    }

    package func url(of request: SigningV4.Request) -> String {
        "\(server.origin)\(request.path)" + (request.query.isEmpty ? "" : "?\(request.query)")
    }

    private var root: String { isPathStyle ? "/\(URIEscaping.path(bucket))/" : "/" }

    private var host: String { server.hostField }

    private static let google = "https://storage.googleapis.com"

    private static func parts(of url: String) -> (service: Service, bucket: String, prefix: String)? {
        guard let mark = url.firstRange(of: "://") else { return nil }
        let scheme = StoreAddress.canonical(scheme: url[..<mark.lowerBound])
        guard scheme == "s3" || scheme == "gs" else { return nil }
        let rest = url[mark.upperBound...]
        let bucket = rest.prefix { $0 != "/" }
        guard (1...255).contains(bucket.utf8.count), bucket != ".", bucket != "..",
            bucket.utf8.allSatisfy({ HTTPLocation.isPlain($0) && $0 != UInt8(ascii: "~") })
        else { return nil }
        var prefix = rest.dropFirst(bucket.count + 1)
        if prefix.last == "/" { prefix.removeLast() }
        guard prefix.utf8.count <= 1024, prefix.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        return (scheme == "s3" ? .amazon : .google, String(bucket), String(prefix))
    }

    private static func server(at endpoint: String, bucket: String?) -> HTTPLocation? {
        guard let plain = HTTPLocation(endpoint), plain.label == plain.origin, !endpoint.contains("?") else {
            return nil
        }
        guard let bucket else { return plain }
        return HTTPLocation("\(plain.isSecure ? "https" : "http")://\(bucket).\(plain.host):\(plain.port)")
    }

    private static func endpoint(ofAWS region: String) -> String {
        "https://s3.\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")"
    }

    /// Certificates of AWS cover one label before the host, so a bucket with dots cannot be one.
    private static func isHostLabel(_ bucket: String) -> Bool { isHostName(bucket) && !bucket.contains(".") }

    private static func isHostName(_ bucket: String) -> Bool {
        bucket.utf8.count <= 63 && bucket.first != "-" && bucket.last != "-" && bucket.first != "."
            && bucket.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            }
    }

    static func isRegion(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
