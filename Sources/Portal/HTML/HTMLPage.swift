internal import Gateway
internal import Serving

/// The frame of every page: one column, system fonts, light and dark, pictures of this site.
enum HTMLPage {
    private static let frame = PageFrame(
        style: """
            :root { color-scheme: light dark; --line: #8884; --quiet: #667; --link: #0b5cad }
            @media (prefers-color-scheme: dark) { :root { --quiet: #99a; --link: #7db8f5 } }
            body { font: 1rem/1.55 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
            a { color: var(--link) }
            h1 { font-size: 1.6rem; line-height: 1.25 } h2 { font-size: 1.15rem; margin-top: 2.2rem }
            .quiet { color: var(--quiet); font-size: .9rem }
            .wide { overflow-x: auto }
            table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line) }
            code { font: .88rem ui-monospace, monospace; overflow-wrap: anywhere }
            img { max-width: 100%; height: auto; border: 1px solid var(--line) }
            dt { font-weight: 600; margin-top: .7rem } dd { margin-left: 0 }
            """,
        digest: "sha256-Y8fmM+icDdqq06WJgxLsafiA60iKe2hODhmU+xkcZfs=",
        images: true
    )

    static var security: String { frame.security }

    /// - Returns: a document in which `title` is escaped and `body` stands as it is.
    static func text(title: String, origin: PublicOrigin, body: String) -> String {
        frame.text(
            title: title,
            body: """
                <nav aria-label="Site" class="quiet">\(HTMLText.link(origin.url("/"), "Datasets"))</nav>
                <main>
                \(body)
                </main>
                """
        )
    }
}
