internal import Authentication
internal import Catalogue
internal import Synchronization

/// Tells the operator when an issuer's keys cannot be had, and when they can again: once for all workers of a host.
final class IssuerWatch: Sendable {
    private let login: Login?
    private let board: NoticeBoard
    /// What this worker has told last; another may know better meanwhile.
    private let told = Mutex<String?>(nil)

    init(_ login: Login?, board: NoticeBoard) {
        self.login = login
        self.board = board
    }

    /// Looks at what is known; asks nobody.
    func fails() -> Bool {
        let problem = login?.problem
        let isNews = told.withLock { told in
            defer { told = problem }
            return told != problem
        }
        if isNews, board.post(problem, about: "login:issuer") {
            OperationsLog.event(
                problem == nil ? "issuer_working" : "issuer_failing",
                problem.map { [("problem", $0)] } ?? []
            )
        }
        return problem != nil
    }
}
