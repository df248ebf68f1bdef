/// What a page holds that its Content-Security-Policy must allow.
package enum PageRules {
    /// What speaks against a page under a policy: styles and scripts whose digest it does not name, and whatever it can
    /// name no digest of (attributes that are styles or scripts, things from elsewhere).
    package static func faults(in page: String, under policy: String) -> [String] {
        var faults: [String] = []
        if !policy.hasPrefix("default-src 'none'") { faults.append("not everything is forbidden: \(policy)") }
        if policy.contains("unsafe") || policy.contains("*") {
            faults.append("too much is allowed: \(policy)")
        }
        for (tag, rule) in [("style", "style-src"), ("script", "script-src")] {
            for content in contents(of: tag, in: page) {
                let allowed = "\(rule) '\(SHA256.source(content))'"
                if !policy.contains(allowed) { faults.append("the policy lacks \(allowed)") }
            }
        }
        for word in [
            " style=", " onclick=", " onload=", " onerror=", "<iframe", "<link", "<script src",
            "<script type",
        ] where page.contains(word) {
            faults.append("the page has\(word)")
        }
        if page.contains("<img"), !policy.contains("img-src 'self'") {
            faults.append("pictures are forbidden")
        }
        return faults
    }

    private static func contents(of tag: String, in page: String) -> [String] {
        page.split(separator: "<\(tag)>", omittingEmptySubsequences: false).dropFirst().map { part in
            String(part.split(separator: "</\(tag)>", omittingEmptySubsequences: false).first ?? "")
        }
    }
}
