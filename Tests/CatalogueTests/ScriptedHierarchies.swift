import Execution
import JSON
import TestSupport
import Zarr

@testable import Catalogue

/// Stores that a test fills, breaks and watches.
final class ScriptedHierarchies: SourceOpener {
    struct Content {
        var validator = "v1"
        var failure: (any Error)?
        var opened = 0
        /// Runs while a store is being opened.
        var whileOpening: (@Sendable () -> Void)?
    }

    let content = Monitor(Content())

    func open(_ published: PublishedDataset, context: WorkContext) throws -> DatasetSource {
        .plain(try hierarchy(of: published, context: context))
    }

    func hierarchy(of published: PublishedDataset, context: WorkContext) throws -> Hierarchy {
        let (validator, pause) = try content.withLock { content in
            content.opened += 1
            if let failure = content.failure { throw failure }
            return (content.validator, content.whileOpening)
        }
        pause?()
        return Hierarchy(top: Self.root(validator: validator))
    }

    /// `t` (or `array`) in the root, `surface` with `a`, `surface/daily` with `b`.
    static func root(validator: String, array: String = "t") -> ZarrGroup {
        let daily = group("surface/daily", arrays: ["b"], groups: [], validator)
        let surface = group("surface", arrays: ["a"], groups: [daily], validator)
        return group("", arrays: [array], groups: [surface], validator)
    }

    private static func group(
        _ path: String,
        arrays: [String],
        groups: [ZarrGroup],
        _ validator: String
    ) -> ZarrGroup {
        let made = arrays.map { FixtureArray($0, [("i", 2)], .float32, [Float(1), 2]) }
        return .fixture(path, made, groups: groups, validator: validator)
    }
}
