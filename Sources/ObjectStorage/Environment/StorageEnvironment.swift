internal import Glibc

/// Variables of the process, as AWS's own programs read them.
package struct StorageEnvironment: Sendable {
    private let value: @Sendable (String) -> String?

    /// `value`: nil for a variable that is not set.
    package init(_ value: @escaping @Sendable (String) -> String?) { self.value = value }

    package static let process = StorageEnvironment { name in getenv(name).map { String(cString: $0) } }

    /// What a variable says that is `true` or `1`, `false` or `0`; nil for anything else.
    func truth(_ name: String) -> Bool? {
        switch self[name]?.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    /// The first of `names` that is set and not empty.
    subscript(_ names: String...) -> String? {
        names.lazy.compactMap { value($0) }.first { !$0.isEmpty }
    }
}
