/// Why a chunk does not decode.
enum CodecFault: Error, Equatable {
    case outputFull
    case invalid(String)
}
