internal import JSON
internal import Principals

/// Which groups of the configuration a name is in.
struct Memberships: Sendable {
    private var groups: [ExactText: [String]] = [:]

    /// `members`: the names in each group.
    init(_ members: [String: [String]]) {
        for (group, names) in members.sorted(by: { $0.key < $1.key }) {
            for name in Set(names.map { ExactText($0) }) { groups[name, default: []].append(group) }
        }
    }

    /// A principal in its own groups, and in those that the configuration puts its name into.
    func adding(to principal: Principal) -> Principal {
        guard let name = principal.name, let more = groups[ExactText(name)] else { return principal }
        let own = Set(principal.groups)
        return Principal(
            name: name,
            groups: principal.groups + more.filter { !own.contains($0) },
            token: principal.token,
            scope: principal.scope
        )
    }
}
