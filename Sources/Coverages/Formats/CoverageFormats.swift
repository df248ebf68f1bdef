package import Execution

/// The formats in which coverages can be had, one line for each; the first is sent where a request names none.
package struct CoverageFormats: Sendable {
    package let all: [any CoverageFormat]

    /// What stays from answer to answer lives in the ledger's unreserved memory.
    package init(ledger: MemoryLedger, share: MemoryShare = .whole) {
        all = [
            CoverageJSON(times: TimeTexts(ledger: ledger, share: share))
        ]
    }

    /// Some formats alone.
    package init(_ formats: [any CoverageFormat]) {
        all = formats
    }
}
