import JSON

/// The same elements in the same order under another shape (Zarr v3 extension `reshape`).
struct ReshapeCodec: Codec {
    let name = "reshape"
    let kind = CodecKind.arrayToArray
    private let dimensions: [Dimension]

    private enum Dimension {
        case size(Int)
        /// The product of these dimensions of the array.
        case product([Int])
        /// Whatever is left.
        case rest
    }

    init(_ settings: CodecSettings) throws(DocumentFault) {
        guard let values = settings.configuration["shape"]?.arrayValue else {
            throw settings.refusing("shape is no list")
        }
        var dimensions: [Dimension] = []
        var used = -1
        for value in values {
            switch value {
            case .array:
                let list = try settings.reading("shape") { () throws(DocumentFault) in
                    try DocumentFields.integers(value, "an entry", least: 0)
                }
                guard zip([used] + list, list).allSatisfy(<) else {
                    throw settings.refusing("the dimensions in shape are out of order")
                }
                used = list.last ?? used
                dimensions.append(.product(list))
            case _ where value.integerValue == -1: dimensions.append(.rest)
            default:
                guard let size = value.integerValue, size > 0 else {
                    throw settings.refusing("shape holds what is no size")
                }
                dimensions.append(.size(Int(size)))
            }
        }
        self.dimensions = dimensions
    }

    func undoing(_ decoded: ChunkForm) throws(DocumentFault) -> DecodeStep {
        guard decoded.element.size != nil else {
            throw .unsupported("codec reshape of \(decoded.element.name) behind another codec")
        }
        var encoded = decoded
        encoded.shape = try shape(of: decoded.shape)
        return DecodeStep(step: .nothing, encoded: encoded)
    }

    /// The encoded shape of a chunk of this shape.
    private func shape(of decoded: [Int]) throws(DocumentFault) -> [Int] {
        let fault = DocumentFault.invalid("codec reshape: its shape does not fit \(decoded)")
        var shape: [Int?] = []
        for dimension in dimensions {
            switch dimension {
            case .size(let size): shape.append(size)
            case .rest: shape.append(nil)
            case .product(let list):
                guard list.allSatisfy(decoded.indices.contains) else { throw fault }
                shape.append(list.reduce(1) { $0 * decoded[$1] })
            }
        }
        let total = decoded.reduce(1, *)
        guard let known = Self.product(shape.compactMap { $0 }), shape.filter({ $0 == nil }).count <= 1,
            known > 0, total.isMultiple(of: known), shape.contains(nil) || known == total
        else { throw fault }
        let whole = shape.map { $0 ?? total / known }
        for (place, dimension) in dimensions.enumerated() {
            guard case .product(let list) = dimension, let first = list.first, let last = list.last else {
                continue
            }
            guard Self.product(Array(whole[..<place])) == Self.product(Array(decoded[..<first])),
                Self.product(Array(whole[(place + 1)...])) == Self.product(Array(decoded[(last + 1)...]))
            else { throw fault }
        }
        return whole
    }

    private static func product(_ factors: [Int]) -> Int? {
        var product = 1
        for factor in factors {
            let (next, overflows) = product.multipliedReportingOverflow(by: factor)
            guard !overflows else { return nil }
            product = next
        }
        return product
    }
}
