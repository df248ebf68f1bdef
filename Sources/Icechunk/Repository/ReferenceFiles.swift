internal import Execution
internal import JSON
internal import ObjectStorage

/// The branches and tags of a spec 1 repository, each an object of its own.
struct ReferenceFiles {
    let store: any ObjectStore
    let limits: IcechunkLimits
    let context: WorkContext

    /// What was found of one name.
    struct Lookup: Sendable {
        fileprivate(set) var branch: Found = .absent
        fileprivate(set) var tag: Found = .absent
        fileprivate(set) var hasTombstone = false

        enum Found: Sendable {
            case absent
            case snapshot(ObjectID)
            case failed(IcechunkError)

            func id() throws(IcechunkError) -> ObjectID? {
                switch self {
                case .absent: nil
                case .snapshot(let id): id
                case .failed(let error): throw error
                }
            }
        }
    }

    private static let file = "ref.json"
    private static let tombstone = "ref.json.deleted"

    /// Where everything about a name can be; empty for a name that none can have.
    static func requests(for name: String, limits: IcechunkLimits) -> [ObjectRequest] {
        guard isPossible(name) else { return [] }
        return
            (ReferenceKeys.keys("branch.\(name)", file) + ReferenceKeys.keys("tag.\(name)", file)
            + ReferenceKeys.keys("tag.\(name)", tombstone))
            .filter(ObjectKey.isSafe)
            .map { ObjectRequest(key: $0, maxBytes: limits.referenceBytes) }
    }

    static func isPossible(_ name: String) -> Bool { !name.isEmpty && !name.contains("/") }

    /// Reads the answers to `requests(for:)`.
    ///
    /// A store whose caller may not list answers 403 for what is absent; here that is what it means, for something else
    /// of the repository could be read.
    static func lookup(_ answers: [(key: String, outcome: ObjectOutcome)]) -> Lookup {
        var lookup = Lookup()
        for (key, outcome) in answers {
            let found = found(outcome, key: key)
            if case .absent = found { continue }
            if key.hasSuffix(tombstone) {
                lookup.hasTombstone = true
            } else if key.hasPrefix("\(ReferenceKeys.folder)/branch.") {
                lookup.branch = found
            } else {
                lookup.tag = found
            }
        }
        return lookup
    }

    func lookup(_ name: String) throws -> Lookup {
        let requests = Self.requests(for: name, limits: limits)
        return Self.lookup(try outcomes(requests))
    }

    /// Every branch and tag.
    ///
    /// - Throws: `cannotListReferences` where the store cannot list.
    func all() throws -> RepositoryReferences {
        guard let store = store as? any ListableStore else { throw IcechunkError.cannotListReferences }
        let listing = try storing {
            try store.list(ReferenceKeys.folder, most: limits.references, context: context)
        }
        let segments = listing.prefixes.filter { $0.hasPrefix("branch.") || $0.hasPrefix("tag.") }
        let requests = segments.flatMap { segment in
            [Self.file, Self.tombstone].filter { $0 == Self.file || segment.hasPrefix("tag.") }
                .map {
                    ObjectRequest(
                        key: "\(ReferenceKeys.folder)/\(segment)/\($0)",
                        maxBytes: limits.referenceBytes
                    )
                }
        }
        let answers = Dictionary(try outcomes(requests).map { ($0.key, $0.outcome) }) { first, _ in first }
        var (branches, tags, deleted) = ([NamedSnapshot](), [NamedSnapshot](), [String]())
        for segment in segments {
            let base = "\(ReferenceKeys.folder)/\(segment)/"
            let name = ReferenceKeys.name(of: segment.drop { $0 != "." }.dropFirst())
            let lookup = Self.lookup(
                answers.filter { $0.key.hasPrefix(base) }.map { (key: $0.key, outcome: $0.value) }
            )
            if lookup.hasTombstone {
                deleted.append(name)
            } else if let id = try lookup.branch.id() {
                branches.append(NamedSnapshot(name: name, snapshot: id))
            } else if let id = try lookup.tag.id() {
                tags.append(NamedSnapshot(name: name, snapshot: id))
            }
        }
        return RepositoryReferences(
            branches: branches.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) },
            tags: tags.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) },
            deletedTags: deleted.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
    }

    private func outcomes(_ requests: [ObjectRequest]) throws -> [(key: String, outcome: ObjectOutcome)] {
        var answers: [(key: String, outcome: ObjectOutcome)] = []
        try storing {
            try store.read(requests, context: context) { answers.append((requests[$0].key, $1)) }
        }
        return answers
    }

    private static func found(_ outcome: ObjectOutcome, key: String) -> Lookup.Found {
        switch outcome {
        case .absent, .failed(.refused(_, 403)), .failed(.refusedFor(_, 403, "AccessDenied")): return .absent
        case .failed(let error): return .failed(.storage(error))
        case .found(let object):
            do throws(IcechunkError) {
                guard !key.hasSuffix(tombstone) else { return .snapshot(.initialSnapshot) }
                return .snapshot(try located(key) { () throws(Corruption) in try snapshot(object.bytes) })
            } catch {
                return .failed(error)
            }
        }
    }

    /// The id in a `ref.json`.
    private static func snapshot(_ bytes: ObjectBytes) throws(Corruption) -> ObjectID {
        let value: JSONValue
        do throws(JSONError) {
            value = try bytes.withBytes { (bytes) throws(JSONError) in
                try JSONParser.parse(bytes, limits: .init(depth: 4, bytes: bytes.count))
            }
        } catch {
            throw .badReference(error.description)
        }
        guard let text = value["snapshot"]?.stringValue else { throw .badReference("it names no snapshot") }
        guard let id = ObjectID(text: text) else { throw .badID(String(text.prefix(64))) }
        return id
    }
}
