/// Turns the numbers inside records round: all of them if the codec says so (v3), else those that are big-endian (v2).
struct RecordSwap: InPlaceDecode {
    private struct Run {
        let offset: Int
        let bytes: Int
        let unit: Int
    }

    private let size: Int
    private let runs: [Run]

    var isNeeded: Bool { !runs.isEmpty }

    init(_ fields: [ElementType.Field], all: Endian?) {
        var offset = 0
        runs = Self.runs(fields, all, &offset)
        size = offset
    }

    private static func runs(
        _ fields: [ElementType.Field],
        _ all: Endian?,
        _ offset: inout Int
    ) -> [Run] {
        var runs: [Run] = []
        for field in fields {
            if case .record(let inner) = field.element {
                for _ in 0..<field.count { runs += Self.runs(inner, all, &offset) }
                continue
            }
            let bytes = (field.element.size ?? 0) * field.count
            let unit = field.element.swapUnit
            if unit > 1, all == .big || field.endian == .big {
                runs.append(Run(offset: offset, bytes: bytes, unit: unit))
            }
            offset += bytes
        }
        return runs
    }

    func alter(_ bytes: UnsafeMutableRawBufferPointer) throws(CodecFault) {
        for start in stride(from: 0, to: bytes.count - size + 1, by: max(size, 1)) {
            for run in runs {
                let part = bytes[(start + run.offset)..<(start + run.offset + run.bytes)]
                try ByteSwap(unit: run.unit).alter(UnsafeMutableRawBufferPointer(rebasing: part))
            }
        }
    }
}
