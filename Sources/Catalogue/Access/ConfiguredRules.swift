package import Cube
internal import Execution
package import Principals

/// The rules of a configuration, read in order: the first that fits person and dataset decides (as in PostgreSQL's
/// `pg_hba.conf`), and what none names is closed.
package struct ConfiguredRules: AccessRules {
    private let rules: [AccessRule]
    /// Stands for all of the rules.
    private let generation: ContentDigest

    package init(_ rules: [AccessRule]) {
        self.rules = rules
        var digest = ContentDigest()
        digest.add(rules.count)
        for rule in rules { rule.add(to: &digest) }
        generation = digest
    }

    package func policyClass(of principal: Principal) -> PolicyClass {
        PolicyClass(rules: rules.indices.filter { rules[$0].fits(principal) }, scope: principal.scope)
    }

    package func policy(of dataset: String, in policyClass: PolicyClass) -> Policy? {
        guard let rule = deciding(of: dataset, in: policyClass), !rules[rule].closes else { return nil }
        return rules[rule].window.narrowed(to: policyClass.scope, of: dataset)
    }

    /// The position of the rule that decides about a dataset; nil where none names it.
    package func deciding(of dataset: String, in policyClass: PolicyClass) -> Int? {
        policyClass.rules.first { rules.indices.contains($0) && rules[$0].names(dataset) }
    }

    package func accessClass(of principal: Principal) -> String {
        let policyClass = policyClass(of: principal)
        var digest = generation
        digest.add(policyClass.rules.count)
        for rule in policyClass.rules { digest.add(rule) }
        digest.add(policyClass.scope.text)
        return digest.text
    }
}

extension AccessRule {
    fileprivate func add(to digest: inout ContentDigest) {
        digest.add(datasets.count)
        for pattern in datasets { digest.add(pattern.text) }
        digest.add(subjects.count)
        for subject in subjects {
            let (kind, name) = subject.words
            digest.add(kind)
            digest.add(name)
        }
        window.add(to: &digest)
    }
}
