/// Elements as bytes in one order or the other (Zarr v3 core, codec `bytes`); in v2, the byte order of the `dtype`.
struct BytesCodec: Codec {
    let name = "bytes"
    let kind = CodecKind.arrayToBytes
    /// Nil when the document does not say: right for elements of one byte only.
    let endian: Endian?

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

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        if decoded.element == .number(.bool) { return DecodeStep(step: .alter(Truth()), encoded: decoded) }
        guard decoded.element.size != nil else {
            throw .invalid("codec bytes for \(decoded.element.name), which has no fixed size")
        }
        if case .record(let fields) = decoded.element {
            let swap = RecordSwap(fields, all: endian)
            return DecodeStep(step: swap.isNeeded ? .alter(swap) : .nothing, encoded: decoded)
        }
        let unit = decoded.element.swapUnit
        guard unit > 1 else { return DecodeStep(step: .nothing, encoded: decoded) }
        // Texts of GDAL come without it, little-endian.
        guard let endian = endian ?? (decoded.element.isText ? .little : nil) else {
            throw .invalid("codec bytes: endian is missing for \(decoded.element.name)")
        }
        return DecodeStep(step: endian == .big ? .alter(ByteSwap(unit: unit)) : .nothing, encoded: decoded)
    }
}

/// Makes every byte that is not 0 a 1.
private struct Truth: InPlaceDecode {
    func alter(_ bytes: UnsafeMutableRawBufferPointer) {
        for index in bytes.indices { bytes[index] = bytes[index] == 0 ? 0 : 1 }
    }
}
