/// What of a dataset a principal may see.
///
/// Services pass it through unread; only planning looks at it.
package struct Policy: Sendable, Equatable {
    package static let unrestricted = Policy()

    package init() {}
}
