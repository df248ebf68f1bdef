internal import Glibc

/// What nginx says about a request: `fastcgi_param` names and the client's header fields.
///
/// Only names without `HTTP_` are nginx's own words; a client's field `Sluice-Gate` arrives as `HTTP_SLUICE_GATE`.
struct FastCGIParameters {
    /// The words of nginx that are asked for; others are not kept.
    enum Name: Int, CaseIterable {
        case method, target, documentURI, contentLength
        case gate, principal, groups, role, scheme, host, prefix, requestID, received
        case verdict, token, scope, signature, certificate, address, crawler, accessClass

        var spelling: String {
            switch self {
            case .method: "REQUEST_METHOD"
            case .target: "REQUEST_URI"
            case .documentURI: "DOCUMENT_URI"
            case .contentLength: "CONTENT_LENGTH"
            case .gate: "SLUICE_GATE"
            case .principal: "SLUICE_PRINCIPAL"
            case .groups: "SLUICE_GROUPS"
            case .role: "SLUICE_ROLE"
            case .scheme: "SLUICE_SCHEME"
            case .host: "SLUICE_HOST"
            case .prefix: "SLUICE_PREFIX"
            case .requestID: "SLUICE_REQUEST_ID"
            case .received: "SLUICE_RECEIVED"
            case .verdict: "SLUICE_VERDICT"
            case .token: "SLUICE_TOKEN"
            case .scope: "SLUICE_SCOPE"
            case .signature: "SLUICE_SIGNATURE"
            case .certificate: "SLUICE_CERTIFICATE"
            case .address: "SLUICE_ADDRESS"
            case .crawler: "SLUICE_CRAWLER"
            case .accessClass: "SLUICE_CLASS"
            }
        }
    }

    private static let spellings = Name.allCases.map { Array($0.spelling.utf8) }
    private static let fieldPrefix = Array("HTTP_".utf8)
    private static let contentType = Array("CONTENT_TYPE".utf8)

    /// By the number of the name.
    private var values = [String?](repeating: nil, count: spellings.count)
    private(set) var headers = HTTPFields()
    /// `REQUEST_URI` is there and is not UTF-8.
    private(set) var hasBrokenTarget = false

    /// Reads `NAME=VALUE` texts up to a null pointer.
    init(_ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) {
        guard var entry = environment else { return }
        while let text = entry.pointee {
            let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
            if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
                add(
                    UnsafeRawBufferPointer(rebasing: bytes[..<equals]),
                    UnsafeRawBufferPointer(rebasing: bytes[(equals + 1)...])
                )
            }
            entry += 1
        }
    }

    init(_ values: [(String, String)]) {
        for (name, value) in values {
            Array(name.utf8).withUnsafeBytes { name in
                Array(value.utf8).withUnsafeBytes { add(name, $0) }
            }
        }
    }

    /// A parameter of nginx's own; nil when it is missing or empty.
    subscript(name: Name) -> String? {
        values[name.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        guard !name.starts(with: Self.fieldPrefix) else { return addField(name.dropFirst(5), value) }
        if let number = Self.spellings.firstIndex(where: { Self.areEqual($0, name) }) {
            values[number] = String(decoding: value, as: UTF8.self)
            if number == Name.target.rawValue {
                hasBrokenTarget = String(validating: value, as: UTF8.self) == nil
            }
        } else if Self.areEqual(Self.contentType, name), !value.isEmpty {
            headers.append("content-type", String(decoding: value, as: UTF8.self))
        }
    }

    private mutating func addField(_ name: Slice<UnsafeRawBufferPointer>, _ value: UnsafeRawBufferPointer) {
        let field = name.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 | 0x20 }
        headers.append(String(decoding: field, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    private static func areEqual(_ spelling: [UInt8], _ name: UnsafeRawBufferPointer) -> Bool {
        spelling.count == name.count && spelling.elementsEqual(name)
    }
}
