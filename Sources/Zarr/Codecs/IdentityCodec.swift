/// A codec whose writer changed values for good: there is nothing to undo.
struct IdentityCodec: Codec {
    let name: String
    let kind: CodecKind

    init(_ settings: CodecSettings) {
        name = settings.plainName
        kind = settings.filterKind
    }

    func undoing(_ decoded: ChunkForm) -> DecodeStep { DecodeStep(step: .nothing, encoded: decoded) }
}
