internal import Cube
internal import Execution
internal import Synchronization
internal import Zarr

/// One state of a dataset whose metadata have been read, and the cubes understood from it.
final class OpenVersion: Sendable {
    /// Addresses under which a cube is kept ready; others are made anew for each request, which costs little.
    private static let mostViews = 64

    private struct State {
        /// By the groups of an address.
        var understood: [[String]: Dataset] = [:]
        var views: [DatasetAddress: Dataset] = [:]
        var hasBeenNamed = false
        /// As far as it can be told.
        var bytes: Int
    }

    /// As in `HeadRecord`.
    let snapshot: String
    let hierarchy: Hierarchy
    private let state: Mutex<State>
    private let understandings = SingleFlight<[String], Dataset>()

    init(snapshot: String, hierarchy: Hierarchy) {
        self.snapshot = snapshot
        self.hierarchy = hierarchy
        state = Mutex(State(bytes: MetadataMemory.bytes(of: hierarchy.top)))
    }

    /// What it takes in memory; grows when cubes are understood.
    var byteCount: Int { state.withLock { $0.bytes } }

    /// True once a look-up has found that the snapshot's own id names it: that stays so.
    var hasBeenNamed: Bool {
        get { state.withLock { $0.hasBeenNamed } }
        set { state.withLock { $0.hasBeenNamed = newValue } }
    }

    /// The cube at an address, understood by `understand` when it is the first of its groups.
    func dataset(
        at address: DatasetAddress,
        version: DatasetVersion,
        context: WorkContext,
        understand: () throws -> Dataset
    ) throws -> Dataset {
        let known = state.withLock { ($0.views[address], $0.understood[address.groups]) }
        if let view = known.0, view.version == version { return view }
        let cube =
            try known.1 ?? understandings.value(for: address.groups, context: context, produce: understand)
        let view = cube.addressed(as: address, version: version)
        return state.withLock { state in
            if state.understood.updateValue(cube, forKey: address.groups) == nil {
                state.bytes += MetadataMemory.bytes(of: cube)
            }
            // Those who came at the same time get the same.
            if let made = state.views[address], made.version == version { return made }
            if state.views.count >= Self.mostViews { state.views = [:] }
            state.views[address] = view
            return view
        }
    }
}
