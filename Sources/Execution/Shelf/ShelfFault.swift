/// Why a folder cannot be a shelf.
package enum ShelfFault: Error, Equatable {
    /// A call of the system failed.
    case system(path: String, code: Int32)
    case notFolder(path: String)
    /// What is there belongs to the user `owner`, and this process is of the user `user`.
    case owner(path: String, owner: UInt32, user: UInt32)
    /// Others may write to it.
    case open(path: String)
}
