internal import CF
internal import Catalogue
internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Serving

/// `/datasets/{d}/versions`: the names and the history of a dataset's snapshots, and what a commit changed when asked.
///
/// `from` is the snapshot at which a page of the history begins, `limit` how many commits it has, `changes` the commit
/// to tell about.
struct VersionsAnswer {
    /// Commits of a page: where a store has to be asked for each of them, more would take too long.
    private static let usual = 30
    private static let most = 200

    let asked: ResolvedRequest
    let references: VersionReferences?
    let commits: [VersionCommit]
    let changes: ChangedCube?

    init(_ asked: ResolvedRequest, _ query: QueryItems, context: WorkContext) throws {
        self.asked = asked
        let (catalogue, address) = (asked.catalogue, asked.dataset.address)
        guard try catalogue.tellsVersions(of: address, context: context) else {
            throw RoutingError.noSuchPath(asked.request.path.raw)
        }
        let limit = try Self.limit(query["limit"])
        references = try catalogue.references(of: address, context: context)
        let own = asked.dataset.version.snapshot
        do {
            commits = try catalogue.history(
                of: address,
                from: query["from"] ?? own,
                limit: limit,
                context: context
            )
        } catch Failure.notFound(.version, _, _) where query["from"] == nil {
            // The client has named no such snapshot: it was cleared away since the dataset's ref was looked up.
            throw Failure.storage(dataset: address.text, key: "snapshots/\(own)", .gone)
        }
        changes = try query["changes"].map { snapshot in
            let then = DatasetAddress(id: address.id, groups: address.groups, ref: snapshot)
            return ChangedCube(
                snapshot: snapshot,
                changes: try catalogue.changes(of: address, in: snapshot, context: context),
                // The snapshot itself may be of another shape, or have no such group: then there are no coordinates.
                cube: try? catalogue.dataset(at: then, context: context),
                policy: asked.dataset.policy
            )
        }
    }

    private static func limit(_ text: String?) throws(Failure) -> Int {
        guard let text, !text.isEmpty else { return usual }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw .invalid(parameter: "limit", received: text, expected: "a number from 1 to \(most)")
        }
        return limit
    }

    /// The page of a snapshot.
    func page(_ ref: String?) -> String {
        let address = asked.dataset.address
        return asked.request.origin.url(
            "/datasets/\(DatasetAddress(id: address.id, groups: address.groups, ref: ref).encoded)"
        )
    }

    /// This page, from a commit on; from the newest for nil.
    func listing(from snapshot: String? = nil, changes: String? = nil) -> String {
        let items = [("from", snapshot), ("changes", changes)].compactMap { name, value in
            value.map { "\(name)=\(PercentCoding.encode($0))" }
        }
        let path = "/datasets/\(asked.dataset.address.encoded)/versions"
        return asked.request.origin.url(path) + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }

    /// Where the history goes on; nil at its end.
    var next: String? { commits.last?.parent.map { listing(from: $0) } }
}

extension VersionCommit {
    var timeText: String { TimeText.text(milliseconds: time, calendar: .standard) }

    /// To the second, as people read it.
    var readableTime: String {
        let text = TimeText.text(milliseconds: time - (time % 1000), calendar: .standard)
        return text.dropLast().replacing("T", with: " ") + " UTC"
    }
}
