internal import Authentication
internal import Catalogue
internal import Failures
internal import Principals
internal import Quotas

/// What is probably not meant so in quotas: above all those that never fit.
struct QuotaReview {
    private(set) var warnings: [AccessReview.Warning] = []

    /// `publish` finds other datasets than those that are listed.
    init(
        _ quotas: [Quota],
        login: LoginSettings?,
        names: KnownAskers = KnownAskers(),
        datasets: [String],
        publish: [PublishRule] = []
    ) {
        for quota in quotas {
            lookAtAudience(of: quota, login, names)
            lookAtDatasets(of: quota, datasets, publish)
        }
    }

    private mutating func add(_ text: String, _ quota: Quota) {
        warnings.append(AccessReview.Warning(text: "'\(quota.name)' \(text)", line: quota.line))
    }

    private mutating func lookAtAudience(of quota: Quota, _ login: LoginSettings?, _ names: KnownAskers) {
        let isForStrangers = quota.audience.contains { $0 == .everybody || $0 == .strangers }
        if login == nil, !isForStrangers {
            add("never fits: without 'login' nobody signs in", quota)
            return
        }
        for problem in names.problems(with: quota.audience) {
            add("names somebody in vain: \(problem)", quota)
        }
    }

    private mutating func lookAtDatasets(of quota: Quota, _ datasets: [String], _ publish: [PublishRule]) {
        guard let patterns = quota.datasets else { return }
        let idle = patterns.filter { pattern in
            !datasets.contains(where: pattern.matches) && !publish.contains { $0.mayMake(pattern) }
        }
        if idle.count == patterns.count {
            let near = patterns.first.map { Self.hint($0.text, among: datasets) } ?? ""
            add("never fits: it names none of the datasets\(near)", quota)
        } else {
            for pattern in idle { add("names '\(pattern.text)', which matches none of the datasets", quota) }
        }
    }

    private static func hint(_ name: String, among known: [String]) -> String {
        NearestName.of(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }
}
