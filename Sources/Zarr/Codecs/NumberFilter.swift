import JSON

/// numcodecs' filters that change each number by itself: `astype`, `quantize`, `fixedscaleoffset`.
struct NumberFilter: Codec {
    let name: String
    let kind: CodecKind
    private let decoded: TypeName
    private let encoded: TypeName
    private let scaling: Scaling?

    private struct Scaling: Sendable {
        let scale: Double
        let offset: Double
    }

    init(asType settings: CodecSettings) throws(DocumentFault) {
        guard let encoded = try settings.type("encode_dtype") else {
            throw settings.refusing("encode_dtype is missing")
        }
        guard let decoded = try settings.type("decode_dtype") else {
            throw settings.refusing("decode_dtype is missing")
        }
        self.init(settings, decoded, encoded, nil)
    }

    init(quantize settings: CodecSettings) throws(DocumentFault) {
        let (decoded, encoded) = try Self.types(settings)
        self.init(settings, decoded, encoded, nil)
    }

    init(scaleOffset settings: CodecSettings) throws(DocumentFault) {
        let (decoded, encoded) = try Self.types(settings)
        guard let scale = try settings.number("scale") else { throw settings.refusing("scale is missing") }
        guard let offset = try settings.number("offset") else { throw settings.refusing("offset is missing") }
        // Its writer stored zeros in the place of all values.
        guard scale != 0 else { throw settings.refusing("scale is 0") }
        self.init(settings, decoded, encoded, Scaling(scale: scale, offset: offset))
    }

    private init(_ settings: CodecSettings, _ decoded: TypeName, _ encoded: TypeName, _ scaling: Scaling?) {
        name = settings.plainName
        kind = settings.filterKind
        self.decoded = decoded
        self.encoded = encoded
        self.scaling = scaling
    }

    private static func types(_ settings: CodecSettings) throws(DocumentFault) -> (TypeName, TypeName) {
        guard let decoded = try settings.type("dtype") else { throw settings.refusing("dtype is missing") }
        return (decoded, try settings.type("astype") ?? decoded)
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        let conversion = try NumberConversion(from: encoded, to: self.decoded, kind: kind, codec: name)
        return DecodeStep(
            step: .expand(Conversion(conversion: conversion, scaling: scaling)),
            encoded: try conversion.encoded(decoded, codec: name)
        )
    }

    private struct Conversion: Expansion {
        let conversion: NumberConversion
        let scaling: Scaling?

        func decode(
            _ input: UnsafeRawBufferPointer,
            into output: UnsafeMutableRawBufferPointer
        ) throws(CodecFault) -> Int {
            let count: Int
            if let scaling {
                count = try scaled(input, into: output, scaling)
            } else {
                count = try conversion.convert(input, into: output)
            }
            try conversion.restoreOrder(UnsafeMutableRawBufferPointer(rebasing: output[..<count]))
            return count
        }

        /// `e / scale + offset`, in single precision throughout when the stored numbers are.
        private func scaled(
            _ input: UnsafeRawBufferPointer,
            into output: UnsafeMutableRawBufferPointer,
            _ scaling: Scaling
        ) throws(CodecFault) -> Int {
            guard conversion.from.dataType == .float32 else {
                return try conversion.convert(
                    input,
                    into: output,
                    { $0 / scaling.scale + scaling.offset },
                    changes: true
                )
            }
            let (scale, offset) = (Float(scaling.scale), Float(scaling.offset))
            return try conversion.convert(
                input,
                into: output,
                { Double(Float($0) / scale + offset) },
                changes: true
            )
        }
    }
}
