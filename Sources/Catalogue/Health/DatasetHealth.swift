package import Execution

/// What is known about the published datasets, for those who watch the server.
package protocol DatasetHealth: Sendable {
    /// The datasets as they were when last used; nothing is opened for it.
    func states() -> [DatasetState]

    /// Opens every dataset whose name is wanted, until the context's deadline.
    func tryAll(where isWanted: (String) -> Bool, context: WorkContext)
}

extension DatasetHealth {
    /// Opens every dataset, until the context's deadline.
    package func tryAll(context: WorkContext) { tryAll(where: { _ in true }, context: context) }
}

/// One dataset, and how it did when it was last opened.
package struct DatasetState: Sendable, Equatable {
    package enum State: String, Sendable {
        case working = "ok"
        case failing
        /// Nobody has asked for it yet.
        case unopened
    }

    package let id: String
    package let state: State

    package init(id: String, state: State) {
        self.id = id
        self.state = state
    }
}
