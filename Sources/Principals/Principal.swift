/// The person or service behind a request, as its credentials say; anonymous without any.
package struct Principal: Sendable, Hashable {
    package let name: String?
    package let groups: [String]
    /// The name of the API token that the request came with; nil for other credentials.
    package let token: String?
    /// What the credential was narrowed to, of what its owner may see.
    package let scope: Scope

    package init(name: String?, groups: [String], token: String? = nil, scope: Scope = .whole) {
        self.name = name
        self.groups = groups
        self.token = token
        self.scope = scope
    }

    package static let anonymous = Principal(name: nil, groups: [])
}
