/// Elements of varying length (`vlen-utf8`, `vlen-bytes`); see `VariableElements` for what they are decoded to.
struct VariableLengthCodec: Codec {
    let name: String
    let kind = CodecKind.arrayToBytes
    private let element: ElementType
    private let limits: ZarrLimits

    init(_ settings: CodecSettings, _ element: ElementType) {
        name = settings.plainName
        self.element = element
        limits = settings.limits
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard decoded.element == element else {
            throw .invalid("codec \(name) for \(decoded.element.name)")
        }
        var encoded = decoded
        encoded.bytes = .atMost(limits.chunkBytes)
        return DecodeStep(step: .nothing, encoded: encoded)
    }

    /// The object codecs of v2 that are known, by their ids.
    static let objects: [String: ElementType] = ["vlen-utf8": .text, "vlen-bytes": .bytes]
}
