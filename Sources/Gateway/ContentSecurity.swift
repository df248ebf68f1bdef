/// What a page may load and run (W3C Content Security Policy Level 3).
///
/// That is what stands in it, named by its digest, and nothing else. Names and texts of stores are escaped; this is the
/// second lock.
package enum ContentSecurity {
    /// For pages without style, script and pictures: also what every page gets that says nothing of its own.
    static let strictest = policy()

    /// `style` and `script` are the digests of what stands between the tags, such as `sha256-…=`; `images` allows those
    /// of this site.
    package static func policy(style: String? = nil, script: String? = nil, images: Bool = false) -> String {
        var rules = ["default-src 'none'"]
        if let style { rules.append("style-src '\(style)'") }
        if let script { rules.append("script-src '\(script)'") }
        if images { rules.append("img-src 'self'") }
        return (rules + ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"])
            .joined(separator: "; ")
    }
}
