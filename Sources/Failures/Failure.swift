internal import Execution

/// What a request met, in terms that every protocol can word in its own document: class and facts.
package enum Failure: Error, Sendable, Equatable {
    /// The kinds of thing that a client requests by name.
    package enum Subject: String, Sendable {
        case dataset, group, version, variable, axis, label, style, format
    }

    /// Why a store did not give what it should.
    package enum StorageCause: Sendable, Equatable {
        /// Bytes are there and are wrong; the reason names codec and sizes.
        case corrupt(reason: String)
        /// It answered with something other than the bytes or their absence, or not at all.
        case unreachable
        /// It was another thing when it was read again for the same answer.
        case changed
        case timedOut
        /// Something refers to it and it is not there: collected since, or lost.
        case gone
        /// It is silent or keeps failing, and is asked by few until it answers: worth trying again.
        case resting
    }

    /// No such thing; `known` holds the names that exist, as far as the client may know them.
    case notFound(Subject, name: String, known: [String])
    /// Nothing that strangers may see, or nothing at all: whoever may know the difference has to say who he is.
    case unauthenticated
    /// So many tries failed, or so much was asked for, that this was not looked at.
    case tooManyRequests
    /// It is in the store, and is nothing that can be had from here; `reason` says why, and what has it.
    case notServed(Subject, name: String, reason: String)
    /// A parameter that does not say what it should: the client's words, and what would be right.
    case invalid(parameter: String, received: String, expected: String)
    /// A value beyond the ends of an axis (`time`, `elevation`, a dimension's name, or `place`).
    case outsideDomain(axis: String, received: String, extent: String)
    /// Over a limit of the configuration; `advice` is the largest similar request that passes, when one is known.
    case tooLarge(limit: Limits.Name, allowed: Int, requested: Int, advice: String?)
    /// Legal, and not something that this dataset or server can do; `reason` says so by name.
    case unsupported(reason: String)
    /// No memory or no thread before the deadline: worth trying again.
    case busy
    /// No room on disk for an answer that is too long for memory: worth trying again, or asking for less.
    case noRoom
    /// The store's doing: dataset and key, never an address.
    case storage(dataset: String, key: String, StorageCause)
    /// The request's own deadline passed.
    case timedOut
    /// The client has gone; the answer has no reader.
    case cancelled
    /// Our own mistake; the cause stands in the log under the request's id.
    case defect
}

extension Failure {
    /// The HTTP status that fits in every protocol that has no rule of its own.
    package var status: Int {
        switch self {
        case .notFound: 404
        case .unauthenticated: 401
        case .tooManyRequests: 429
        case .notServed, .invalid, .outsideDomain, .unsupported: 400
        case .tooLarge: 413
        case .busy, .noRoom: 503
        case .storage(_, _, .timedOut): 504
        case .storage(_, _, .resting): 503
        case .storage: 502
        case .timedOut: 504
        case .cancelled: 499
        case .defect: 500
        }
    }
}

extension Failure: PassingError {
    package var isOfThePast: Bool {
        switch self {
        case .storage(_, _, .gone), .storage(_, _, .changed): true
        default: false
        }
    }
}

extension Failure: CustomStringConvertible {
    /// What is wrong, where, and what to do: one or two sentences for the client.
    package var description: String {
        switch self {
        case .notFound(let subject, let name, let known): Self.wordNotFound(subject, name, known)
        case .unauthenticated: "This needs credentials that are known here: sign in by Basic or Bearer."
        case .tooManyRequests: "There were too many requests from here; try again later."
        case .notServed(let subject, let name, let reason):
            "The \(subject.rawValue) '\(name.prefix(80))' is not served here: \(reason)."
        case .invalid(let parameter, let received, let expected):
            "\(parameter)='\(received.prefix(80))' is not understood: expected \(expected)."
        case .outsideDomain(let axis, let received, let extent):
            "\(axis) '\(received.prefix(80))' is outside the data, which covers \(extent)."
        case .tooLarge(let limit, let allowed, let requested, let advice):
            "The request needs \(requested) \(limit.unit); \(limit.key.words(of: allowed))."
                + (advice.map { " \($0)" } ?? "")
        case .unsupported(let reason): "\(reason)."
        case .busy: "The server is busy; try again shortly."
        case .noRoom: "The server has no room for this answer now; try again shortly, or ask for less."
        case .storage(let dataset, let key, let cause): Self.wordStorage(dataset, key, cause)
        case .timedOut: "The request took longer than it may; ask for less."
        case .cancelled: "The client has gone."
        case .defect: "The server made a mistake; its log says which."
        }
    }

    private static func wordNotFound(_ subject: Subject, _ name: String, _ known: [String]) -> String {
        let start = "There is no \(subject.rawValue) '\(name.prefix(80))' here."
        guard !known.isEmpty else { return start }
        if let near = NearestName.of(name, among: known) { return "\(start) Did you mean '\(near)'?" }
        let listed = known.prefix(10).joined(separator: ", ")
        return "\(start) There is: \(listed)\(known.count > 10 ? ", …" : "")."
    }

    private static func wordStorage(_ dataset: String, _ key: String, _ cause: StorageCause) -> String {
        switch cause {
        case .corrupt(let reason) where key.isEmpty: "Dataset '\(dataset)': \(reason)."
        case .corrupt(let reason): "Dataset '\(dataset)', key '\(key)': \(reason)."
        case .unreachable: "Dataset '\(dataset)', key '\(key)': the store did not answer as it should."
        case .timedOut: "Dataset '\(dataset)', key '\(key)': the store did not answer in time."
        case .changed: "Dataset '\(dataset)', key '\(key)': it changed while it was read; try again."
        case .gone: "Dataset '\(dataset)', key '\(key)': it is referred to and is not there."
        case .resting: "Dataset '\(dataset)': its store does not answer; try again shortly."
        }
    }
}
