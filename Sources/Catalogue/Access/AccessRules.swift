package import Cube
package import Principals

/// Who may see what: the one place that decides it.
///
/// Whatever a service lists, describes or reads comes through a `CatalogueView`, and a view shows what these say. Rules know
/// neither protocols nor requests.
package protocol AccessRules: Sendable {
    /// The class of a principal: those of one class see the same of everything.
    ///
    /// Asked once a request; views are kept by it, so there should be few.
    func policyClass(of principal: Principal) -> PolicyClass

    /// What a class may see of a published dataset and the groups below it; nil for one that is hidden from it.
    func policy(of dataset: String, in policyClass: PolicyClass) -> Policy?

    /// The class of a principal as a short text for keys of caches outside of this process: other rules, other texts.
    func accessClass(of principal: Principal) -> String
}

/// Tells principals apart who may see different things: by the rules that fit them, and by what their credential was
/// narrowed to.
package struct PolicyClass: Sendable, Hashable {
    /// Numbers of the rules that fit, in their order; empty where no rule asks who it is.
    package let rules: [Int]
    package let scope: Scope

    package init(rules: [Int] = [], scope: Scope = .whole) {
        self.rules = rules
        self.scope = scope
    }
}

/// The rules where none are configured: everything is for everybody, as far as their credential was not narrowed.
package struct EverybodySeesAll: AccessRules {
    package init() {}

    package func policyClass(of principal: Principal) -> PolicyClass { PolicyClass(scope: principal.scope) }

    package func policy(of dataset: String, in policyClass: PolicyClass) -> Policy? {
        Policy.unrestricted.narrowed(to: policyClass.scope, of: dataset)
    }

    package func accessClass(of principal: Principal) -> String { "all;\(principal.scope.text)" }
}

extension Policy {
    /// What is left of a dataset for a credential of some scope; nil where that is nothing.
    func narrowed(to scope: Scope, of dataset: String) -> Policy? {
        guard scope != .whole else { return self }
        guard scope.allows(dataset: dataset) else { return nil }
        var policy = self
        policy.protocols = scope.protocols(of: protocols)
        return policy
    }
}
