package import Execution
internal import Failures
internal import Grids

/// What an answer's content depends on beside the request, compared field by field.
///
/// It is the snapshot, what of it may be seen, and what the configuration says about it.
package struct DatasetIdentity: Sendable, Hashable {
    package let snapshot: String
    package let configuration: String
    /// Names of the variables that could not be understood, as something of the store was damaged.
    let unreadable: [String]
    /// Nil for the whole.
    let view: ViewIdentity?

    /// Adds every field to a digest that leaves the process.
    package func add(to digest: inout ContentDigest) {
        digest.add(snapshot)
        digest.add(configuration)
        digest.add(unreadable.count)
        for name in unreadable { digest.add(name) }
        digest.add(view == nil ? 0 : 1)
        view?.add(to: &digest)
    }

    /// Bytes that it takes in memory, about.
    package var byteCount: Int {
        snapshot.utf8.count + configuration.utf8.count
            + unreadable.reduce(0) { $0 + $1.utf8.count + 16 } + (view?.byteCount ?? 0)
    }
}

/// Tells views of one snapshot apart that show different things: what a policy leaves.
struct ViewIdentity: Sendable, Hashable {
    /// The indices that are left of a dimension.
    struct Cut: Sendable, Hashable {
        let dimension: String
        let runs: [Range<Int>]
    }

    /// Valid times of runs and leads that are left: they follow each other, so their ends and number tell which pairs
    /// are.
    struct ValidTimes: Sendable, Hashable {
        let leadDimension: String
        let first: Int64?
        let last: Int64?
        let count: Int
    }

    /// Names of the variables that are left, in the dataset's order.
    let variables: [String]
    /// By name of dimension.
    let cuts: [Cut]
    /// Of grids of which cells are left that fill no rows and columns.
    var masks: [CellMask] = []
    let validTimes: [ValidTimes]
    /// What else descriptions and refusals depend on.
    var offer = Offer()

    /// How the dataset is offered: what a policy says that hides nothing of it.
    struct Offer: Sendable, Hashable {
        var limits: Limits?
        /// Sorted.
        var protocols: [String]?
        /// Sorted.
        var formats: [String]?
        var versions: [String]?

        init() {}

        init(_ policy: Policy) {
            limits = policy.limits
            protocols = policy.protocols?.sorted()
            formats = policy.formats?.sorted()
            versions = policy.versions
        }

        func add(to digest: inout ContentDigest) {
            digest.add(limits == nil ? 0 : 1)
            if let limits { for name in Limits.Name.allCases { digest.add(limits[name]) } }
            for names in [protocols, formats, versions] {
                digest.add(names?.count ?? -1)
                for name in names ?? [] { digest.add(name) }
            }
        }
    }

    func add(to digest: inout ContentDigest) {
        digest.add(variables.count)
        for name in variables { digest.add(name) }
        digest.add(cuts.count)
        for cut in cuts {
            digest.add(cut.dimension)
            digest.add(cut.runs.count)
            for run in cut.runs {
                digest.add(run.lowerBound)
                digest.add(run.upperBound)
            }
        }
        digest.add(masks.count)
        for mask in masks { mask.add(to: &digest) }
        digest.add(validTimes.count)
        for times in validTimes {
            digest.add(times.leadDimension)
            digest.add(times.count)
            digest.add(UInt64(bitPattern: times.first ?? .min))
            digest.add(UInt64(bitPattern: times.last ?? .min))
        }
        offer.add(to: &digest)
    }

    var byteCount: Int {
        var bytes = 64 * validTimes.count
        for variable in variables { bytes += variable.utf8.count + 16 }
        for cut in cuts { bytes += 32 + 16 * cut.runs.count }
        for mask in masks { bytes += mask.byteCount }
        return bytes
    }
}
