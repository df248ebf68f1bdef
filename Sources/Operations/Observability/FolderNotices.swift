internal import Catalogue

/// Says in the log what is wrong with a folder that the server writes to, once for all workers of a host, and that it
/// works again.
struct FolderNotices: Sendable {
    /// What the folder is for: events are called by it, such as `spool_failing` and `spool_working`.
    let name: String
    let folder: String
    let board: NoticeBoard
    /// Gets the name of an event and its facts.
    let log: @Sendable (String, [(String, String)]) -> Void

    /// `cause`: what went wrong, or nil when it works again.
    func note(_ cause: String?) {
        guard board.post(cause, about: "folder:\(name)") else { return }
        let facts = [("folder", folder)] + (cause.map { [("cause", $0)] } ?? [])
        log("\(name)_\(cause == nil ? "working" : "failing")", facts)
    }
}
