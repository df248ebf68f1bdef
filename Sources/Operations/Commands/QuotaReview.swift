internal import Authentication
internal import Catalogue
internal import Cube
internal import Principals
internal import Quotas

/// What is probably not meant so in quotas: above all those that never fit.
struct QuotaReview {
    private(set) var warnings: [AccessReview.Warning] = []

    /// `datasets`: nil where more may come than are listed.
    init(_ quotas: [Quota], login: LoginSettings?, datasets: [String]?) {
        for quota in quotas {
            lookAtAudience(of: quota, login)
            if let datasets { lookAtDatasets(of: quota, datasets) }
        }
    }

    private mutating func add(_ text: String, _ quota: Quota) {
        warnings.append(AccessReview.Warning(text: "'\(quota.name)' \(text)", line: quota.line))
    }

    private mutating func lookAtAudience(of quota: Quota, _ login: LoginSettings?) {
        let isForStrangers = quota.audience.contains { $0 == .everybody || $0 == .strangers }
        if login == nil, !isForStrangers {
            add("never fits: without 'login' nobody signs in", quota)
            return
        }
        // An issuer has groups of its own, and so have tokens.
        guard let login, login.issuer == nil, login.tokensFile == nil else { return }
        for case .group(let name) in quota.audience where login.groups[name] == nil {
            let near = Self.hint(name, among: login.groups.keys.sorted())
            add("names the group '\(name)', which is not under 'login: groups'\(near)", quota)
        }
        for case .token(let name) in quota.audience {
            add("names the token '\(name)', and there are no 'login: tokens'", quota)
        }
    }

    private mutating func lookAtDatasets(of quota: Quota, _ datasets: [String]) {
        guard let patterns = quota.datasets else { return }
        let idle = patterns.filter { pattern in !datasets.contains(where: pattern.matches) }
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
