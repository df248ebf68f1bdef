internal import Execution
internal import Icechunk
internal import ObjectStorage
internal import Zarr

/// Why something failed, for the operator at the terminal or in the log: with what clients are never told, and never
/// as the program spells it inside.
package enum ErrorWords {
    package static func text(_ error: any Error) -> String {
        switch error {
        case ZarrError.storage(let cause), IcechunkError.storage(let cause): cause.description
        case let error as OpeningError: error.cause
        case let error as any CustomStringConvertible & Error: error.description
        default: "an unexpected error (\(type(of: error)))"
        }
    }
}
