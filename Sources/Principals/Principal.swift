/// The person or service behind a request, as nginx established it; anonymous until access control says otherwise.
package struct Principal: Sendable, Hashable {
    package let name: String?
    package let groups: [String]

    package init(name: String?, groups: [String]) {
        self.name = name
        self.groups = groups
    }

    package static let anonymous = Principal(name: nil, groups: [])
}
