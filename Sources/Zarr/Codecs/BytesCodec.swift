/// Elements as bytes in one order or the other (Zarr v3 core, codec `bytes`); in v2, the byte order of the `dtype`.
struct BytesCodec: Codec {
    let name = "bytes"
    let kind = CodecKind.arrayToBytes
    /// Nil when the document does not say: right for elements of one byte only.
    let endian: Endian?

    enum Endian: String, Sendable { case little, big }

    init(endian: Endian?) {
        self.endian = endian
    }

    init(_ settings: CodecSettings) throws(DocumentFault) {
        guard let text = try settings.text("endian") else {
            endian = nil
            return
        }
        guard let endian = Endian(rawValue: text) else {
            throw settings.refusing("endian is '\(text)', neither little nor big")
        }
        self.endian = endian
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> Undoing {
        if decoded.dataType == .bool { return Undoing(step: .alter(Truth()), encoded: decoded) }
        let unit = decoded.dataType.swapUnit
        guard unit > 1 else { return Undoing(step: .nothing, encoded: decoded) }
        guard let endian else {
            throw .invalid("codec bytes: endian is missing for \(decoded.dataType.name)")
        }
        return Undoing(step: endian == .big ? .alter(ByteSwap(unit: unit)) : .nothing, encoded: decoded)
    }
}

/// Makes every byte that is not 0 a 1.
private struct Truth: Alteration {
    func alter(_ bytes: UnsafeMutableRawBufferPointer) {
        for index in bytes.indices { bytes[index] = bytes[index] == 0 ? 0 : 1 }
    }
}
