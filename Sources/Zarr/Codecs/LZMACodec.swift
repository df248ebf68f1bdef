internal import CLZMA
import JSON

/// xz, the older `.lzma`, or raw LZMA with the filters that the document tells (numcodecs `lzma`).
struct LZMACodec: CompressionCodec {
    let name = "lzma"
    private let container: Container

    private enum Container: Sendable {
        case xz, alone
        case raw([LZMAFilter])
    }

    /// `LZMA_CONCATENATED`, which is a macro.
    private static let severalStreams: UInt32 = 0x08
    /// A dictionary larger than this is refused by the library.
    private static let maxMemory: UInt64 = 128 << 20

    init(_ settings: CodecSettings) throws(DocumentFault) {
        switch try settings.integer("format") ?? 1 {
        case 1: container = .xz
        case 2: container = .alone
        case 3: container = .raw(try LZMAFilter.chain(settings))
        case let format: throw settings.refusing("format \(format)")
        }
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) -> Int {
        let input = input.assumingMemoryBound(to: UInt8.self)
        let output = output.assumingMemoryBound(to: UInt8.self)
        switch container {
        case .xz: return try Self.xz(input, output)
        case .alone: return try Self.alone(input, output)
        case .raw(let filters): return try Self.raw(input, output, filters)
        }
    }

    private static func xz(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CodecFault) -> Int {
        var (limit, read, written) = (maxMemory, 0, 0)
        let result = lzma_stream_buffer_decode(
            &limit,
            severalStreams,
            nil,
            input.baseAddress,
            &read,
            input.count,
            output.baseAddress,
            &written,
            output.count
        )
        try check(result, endsEarly: result == LZMA_DATA_ERROR && read == input.count)
        guard read == input.count else { throw .invalid("bytes follow the xz stream") }
        return written
    }

    private static func alone(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CodecFault) -> Int {
        var stream = lzma_stream()
        guard lzma_alone_decoder(&stream, maxMemory) == LZMA_OK else { throw .invalid("no memory for lzma") }
        defer { lzma_end(&stream) }
        stream.next_in = input.baseAddress
        stream.avail_in = input.count
        stream.next_out = output.baseAddress
        stream.avail_out = output.count
        var result = LZMA_OK
        while result == LZMA_OK { result = lzma_code(&stream, LZMA_FINISH) }
        if result == LZMA_BUF_ERROR, stream.avail_out == 0 { throw .outputFull }
        guard result == LZMA_STREAM_END else {
            throw .invalid(
                result == LZMA_BUF_ERROR ? "the lzma stream ends early" : "the lzma stream is damaged"
            )
        }
        return output.count - stream.avail_out
    }

    private static func raw(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>,
        _ filters: [LZMAFilter]
    ) throws(CodecFault) -> Int {
        var (read, written) = (0, 0)
        let result = LZMAFilter.withFilters(filters) { filters in
            lzma_raw_buffer_decode(
                filters,
                nil,
                input.baseAddress,
                &read,
                input.count,
                output.baseAddress,
                &written,
                output.count
            )
        }
        guard let result else { throw .invalid("no memory for lzma") }
        try check(result, endsEarly: result == LZMA_DATA_ERROR && read == input.count)
        return written
    }

    private static func check(_ result: lzma_ret, endsEarly: Bool) throws(CodecFault) {
        switch result {
        case LZMA_OK, LZMA_STREAM_END: return
        case LZMA_BUF_ERROR: throw .outputFull
        case LZMA_FORMAT_ERROR: throw .invalid("not an xz stream")
        case LZMA_MEMLIMIT_ERROR: throw .invalid("lzma needs more than \(maxMemory) bytes")
        default: throw .invalid(endsEarly ? "the lzma stream ends early" : "the lzma stream is damaged")
        }
    }
}

/// One filter of a raw LZMA chain, with the parameters that decoding needs.
enum LZMAFilter: Sendable {
    case delta(distance: UInt32)
    case lzma1(preset: UInt32, dictionary: UInt32?, lc: UInt32?, lp: UInt32?, pb: UInt32?)
    case lzma2(preset: UInt32, dictionary: UInt32?)
    /// A filter for machine code, which has no parameters.
    case branch(id: UInt64)

    /// `LZMA_FILTERS_MAX`.
    private static let maxFilters = 4
    private static let largestDictionary = 64 << 20
    private static let lzma1ID = 0x4000_0000_0000_0001

    static func chain(_ settings: CodecSettings) throws(DocumentFault) -> [LZMAFilter] {
        guard let values = settings.configuration["filters"]?.arrayValue,
            (1...maxFilters).contains(values.count)
        else { throw settings.refusing("a raw stream needs one to \(maxFilters) filters") }
        var filters: [LZMAFilter] = []
        for value in values {
            guard let object = value.objectValue else { throw settings.refusing("a filter is not an object") }
            filters.append(
                try filter(
                    CodecSettings(
                        name: settings.name,
                        configuration: object,
                        format: settings.format,
                        depth: settings.depth,
                        limits: settings.limits
                    )
                )
            )
        }
        return filters
    }

    private static func filter(_ settings: CodecSettings) throws(DocumentFault) -> LZMAFilter {
        // The highest bit stands for "extreme" (liblzma, `LZMA_PRESET_EXTREME`), which readers need not know.
        let given = try settings.integer("preset", in: 0...Int(UInt32.max)) ?? 6
        guard given & 0x7FFF_FFFF <= 9 else { throw settings.refusing("preset is \(given)") }
        let preset = UInt32(given)
        let id = try settings.integer("id")
        switch id {
        case 3: return .delta(distance: try bounded(settings, "dist", 1...256) ?? 1)
        case 33:
            return .lzma2(
                preset: preset,
                dictionary: try bounded(settings, "dict_size", 4096...largestDictionary)
            )
        case lzma1ID:
            return .lzma1(
                preset: preset,
                dictionary: try bounded(settings, "dict_size", 4096...largestDictionary),
                lc: try bounded(settings, "lc", 0...4),
                lp: try bounded(settings, "lp", 0...4),
                pb: try bounded(settings, "pb", 0...4)
            )
        case .some(let id) where (4...9).contains(id): return .branch(id: UInt64(id))
        default: throw settings.refusing("the id of a filter is \(id.map(String.init) ?? "missing")")
        }
    }

    private static func bounded(
        _ settings: CodecSettings,
        _ key: String,
        _ range: ClosedRange<Int>
    ) throws(DocumentFault) -> UInt32? {
        try settings.integer(key, in: range).map { UInt32($0) }
    }

    /// Lays the filters out as liblzma wants them, for the time of `body`; nil when a preset is not known.
    static func withFilters<Result>(
        _ filters: [LZMAFilter],
        _ body: (UnsafePointer<lzma_filter>) -> Result
    ) -> Result? {
        let options = UnsafeMutablePointer<lzma_options_lzma>.allocate(capacity: filters.count)
        let deltas = UnsafeMutablePointer<lzma_options_delta>.allocate(capacity: filters.count)
        options.initialize(repeating: lzma_options_lzma(), count: filters.count)
        deltas.initialize(repeating: lzma_options_delta(), count: filters.count)
        defer {
            options.deallocate()
            deltas.deallocate()
        }
        var list: [lzma_filter] = []
        for (index, filter) in filters.enumerated() {
            switch filter {
            case .branch(let id): list.append(lzma_filter(id: id, options: nil))
            case .delta(let distance):
                deltas[index].type = LZMA_DELTA_TYPE_BYTE
                deltas[index].dist = distance
                list.append(lzma_filter(id: 3, options: UnsafeMutableRawPointer(deltas + index)))
            case .lzma2(let preset, let dictionary):
                guard lzma_lzma_preset(options + index, preset) == 0 else { return nil }
                if let dictionary { options[index].dict_size = dictionary }
                list.append(lzma_filter(id: 33, options: UnsafeMutableRawPointer(options + index)))
            case .lzma1(let preset, let dictionary, let lc, let lp, let pb):
                guard lzma_lzma_preset(options + index, preset) == 0 else { return nil }
                if let dictionary { options[index].dict_size = dictionary }
                if let lc { options[index].lc = lc }
                if let lp { options[index].lp = lp }
                if let pb { options[index].pb = pb }
                list.append(
                    lzma_filter(id: UInt64(lzma1ID), options: UnsafeMutableRawPointer(options + index))
                )
            }
        }
        list.append(lzma_filter(id: UInt64.max, options: nil))
        return list.withUnsafeBufferPointer { $0.baseAddress.map(body) }
    }
}
