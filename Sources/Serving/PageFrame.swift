internal import Gateway

/// What the pages of a protocol have around their content: a plain document, nothing from elsewhere.
package struct PageFrame: Sendable {
    /// What browsers let these pages do, as `Content-Security-Policy`.
    package let security: String
    private let style: String

    /// A style and the digest of what stands between its tags, such as `sha256-…=`, line ends included.
    ///
    /// `script` is the digest of the one script that the pages may hold. Tests hold both against the text.
    package init(style: String, digest: String, script: String? = nil, images: Bool = false) {
        self.style = style
        security = ContentSecurity.policy(style: digest, script: script, images: images)
    }

    /// A document in which `title` is escaped and `body` stands as it is.
    package func text(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(MarkupText.escape(title))</title>
        <style>
        \(style)
        </style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }
}
