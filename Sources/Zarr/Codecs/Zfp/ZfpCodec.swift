import JSON

/// zfp: blocks of floating point or wide integer numbers, by libzfp.
///
/// numcodecs' `zfpy` writes whole streams with a header; the codec `zfp` leaves it out, and the document says what it would.
struct ZfpCodec: Codec {
    let name: String
    let kind: CodecKind
    /// How the writer compressed; nil where the stream's header says it.
    private let mode: ZfpMode?

    init(zfpy settings: CodecSettings) {
        name = settings.plainName
        kind = settings.format == 2 ? .bytesToBytes : .arrayToBytes
        mode = nil
    }

    init(zfp settings: CodecSettings) throws(DocumentFault) {
        name = settings.plainName
        kind = .arrayToBytes
        mode = try ZfpMode(settings)
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard case .number(let type) = decoded.element, let scalar = ZfpScalar(type) else {
            throw .unsupported("codec \(name) of \(decoded.element.name)")
        }
        guard mode == nil || decoded.shape.count <= 4 else {
            throw .unsupported("codec \(name) of \(decoded.shape.count) dimensions")
        }
        var encoded = decoded
        encoded.bytes = decoded.bytes.compressed
        let stream = ZfpStream(scalar: scalar, size: type.size, shape: decoded.shape, mode: mode)
        return DecodeStep(step: .expand(stream), encoded: encoded)
    }
}

/// What a writer without headers set.
enum ZfpMode: Sendable {
    case reversible
    case fixedRate(Double)
    case fixedPrecision(UInt32)
    case fixedAccuracy(Double)
    case expert(leastBits: UInt32, maxBits: UInt32, maxPlanes: UInt32, leastExponent: Int32)

    init(_ settings: CodecSettings) throws(DocumentFault) {
        func number(_ key: String) throws(DocumentFault) -> Double {
            guard let value = try settings.number(key) else { throw settings.refusing("\(key) is missing") }
            guard value >= 0 else { throw settings.refusing("\(key) is \(value)") }
            return value
        }
        func integer<Number: FixedWidthInteger>(_ key: String, _ type: Number.Type) throws(DocumentFault)
            -> Number
        {
            let range = Int(clamping: Number.min)...Int(clamping: Number.max)
            guard let value = try settings.integer(key, in: range) else {
                throw settings.refusing("\(key) is missing")
            }
            return Number(value)
        }
        switch try settings.text("mode") {
        case "reversible": self = .reversible
        case "fixed_rate":
            let rate = try number("rate")
            // No writer has a use for more bits than a number has.
            guard rate > 0, rate <= 128 else { throw settings.refusing("rate is \(rate)") }
            self = .fixedRate(rate)
        case "fixed_precision":
            let precision = try integer("precision", UInt32.self)
            guard precision > 0 else { throw settings.refusing("precision is 0") }
            self = .fixedPrecision(precision)
        case "fixed_accuracy": self = .fixedAccuracy(try number("tolerance"))
        case "expert":
            self = .expert(
                leastBits: try integer("minbits", UInt32.self),
                maxBits: try integer("maxbits", UInt32.self),
                maxPlanes: try integer("maxprec", UInt32.self),
                leastExponent: try integer("minexp", Int32.self)
            )
        case nil: throw settings.refusing("mode is missing")
        case let other?: throw settings.refusing("mode is '\(other)'")
        }
    }
}

/// The types of numbers that zfp has.
enum ZfpScalar: Sendable {
    case int32, int64, float32, float64

    init?(_ type: DataType) {
        switch type {
        case .int32: self = .int32
        case .int64: self = .int64
        case .float32: self = .float32
        case .float64: self = .float64
        default: return nil
        }
    }
}
