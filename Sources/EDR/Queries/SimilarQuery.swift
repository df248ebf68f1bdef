internal import Cube
internal import Execution
internal import Failures

/// The largest request like one that is over a limit which passes, for the advice of its refusal: fewer points, else
/// fewer variables, else fewer times, levels or positions of another dimension, else a smaller box.
struct SimilarQuery {
    /// What binding a changed request came to.
    enum Outcome {
        case passes
        /// Over a limit.
        case tooLarge
        /// Refused for what it asks for: other words would be refused as well.
        case refused
    }

    /// Points and variables that are tried one by one for those that have something there.
    static let mostTried = 64

    /// What a refusal is that fewer points, variables, times or cells can avoid.
    ///
    /// Crossings and vertices are of the polygons, which stay as they are in what is tried: their own advice is the
    /// right one.
    static func canPass(_ limit: Limits.Name) -> Bool { limit != .crossings && limit != .vertices }

    let parameters: QueryParameters
    let type: QueryType
    let collection: Collection
    /// Names of the variables that are asked for, empty for all.
    let asked: [String]
    /// Those variables.
    let variables: [Variable]
    /// Binds a request; a few dozen times.
    private let attempt: (QueryParameters) -> Outcome

    init(
        parameters: QueryParameters,
        type: QueryType,
        collection: Collection,
        attempt: @escaping (QueryParameters) -> Outcome
    ) {
        self.parameters = parameters
        self.type = type
        self.collection = collection
        self.attempt = attempt
        asked = parameters.variables(of: collection.dataset)
        let names = Set(asked)
        variables =
            names.isEmpty ? collection.variables : collection.variables.filter { names.contains($0.name) }
    }

    /// What to ask for instead; nil when nothing similar passes.
    func advice() -> String? {
        let cuts = [points, names, times].compactMap { $0 } + levels + members + [box].compactMap { $0 }
        var changed: [String: String] = [:]
        var told: [(cut: RequestCut, count: Int)] = []
        for cut in cuts {
            let found = LargestPassing.count(upTo: cut.most) {
                passes(changed.merging(cut.values($0)) { $1 })
            }
            let count = found ?? 1
            told.append((cut, count))
            changed.merge(cut.values(count)) { $1 }
            if found != nil { return "With \(Self.words(told)) it passes." }
        }
        return nil
    }

    /// What is told in words, then what can be sent.
    private static func words(_ told: [(cut: RequestCut, count: Int)]) -> String {
        var (words, values): ([String], [String]) = ([], [])
        for (cut, count) in told {
            if let text = cut.words(count) {
                words.append(text)
            } else {
                values += cut.values(count).sorted { $0.key < $1.key }.map { "\($0)=\(encoded($1, of: $0))" }
            }
        }
        return (words + (values.isEmpty ? [] : [values.joined(separator: "&")])).joined(separator: " and ")
    }

    private func passes(_ changes: [String: String]) -> Bool {
        if case .passes = attempt(parameters.replacing(changes)) { true } else { false }
    }

    func isRefused(_ changes: [String: String]) -> Bool {
        if case .refused = attempt(parameters.replacing(changes)) { true } else { false }
    }

    /// A value as it stands in an address: what may stay in a query as it is stays legible.
    ///
    /// Lists of names have their escapes already; of all else only units have a `%`.
    private static func encoded(_ value: String, of parameter: String) -> String {
        let kept = parameter == "units" ? "/:,()" : "/:,()%"
        return PercentCoding.encode(value) { byte in
            PercentCoding.isUnreserved(byte) || kept.utf8.contains(byte)
        }
    }
}
