internal import Execution

/// How much of a host's processors one asker has at will.
package struct FairUseRules: Sendable, Equatable {
    /// Of the time of all processors in the last minute, what one asker may have before its work comes behind that of others.
    package var share = 0.1
    /// Reading that is estimated to take so many seconds is dear; from a tenth of it on it is not cheap.
    package var dearSeconds = 0.2
    /// Dear requests of such askers that wait in a worker while another is at it; more are refused.
    package var waiting = 4
    /// Of the time of all processors in the last minute, what each program that reads whole sites may have; the rest is refused.
    package var crawlerShare = 0.0025

    package init() {}

    /// A minute, in which use is counted.
    static let windowNanoseconds: UInt64 = 60_000_000_000
}

/// How dear reading is that was planned.
enum WorkCost: Sendable {
    case cheap, ordinary, dear
}
