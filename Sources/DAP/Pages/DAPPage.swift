internal import Cube
internal import Execution
internal import Gateway
internal import Serving

/// The frame of the pages for people: plain HTML, nothing from elsewhere.
enum DAPPage {
    private static let frame = PageFrame(
        style: """
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b2733 }
            h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
            table { border-collapse: collapse; width: 100% }
            th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d5dde5 }
            code, pre, input { font: 14px/1.4 ui-monospace, monospace }
            pre { overflow-x: auto; background: #f3f6f9; padding: 1rem }
            input[type=text] { width: 9rem } input.address { width: 100%; box-sizing: border-box; padding: .4rem }
            button { font: inherit; padding: .3rem .8rem; margin: .6rem .4rem 0 0 }
            """,
        digest: "sha256-o2bxauKir58InJROQVk1ycDwe7GSZVRS5n5bSPOqT9o=",
        script: FormPage.scriptDigest
    )

    static var security: String { frame.security }

    static func text(title: String, body: String) -> String { frame.text(title: title, body: body) }

    /// A link to the form of a group.
    static func groupLink(_ address: DatasetAddress, origin: PublicOrigin) -> String {
        "<a href=\"\(self.address(address.text, origin: origin)).html\">\(MarkupText.escape(address.text))</a>"
    }

    /// The path of a dataset's answers, ready for an attribute: percent-encoded and escaped.
    static func address(_ name: String, origin: PublicOrigin) -> String {
        MarkupText.escape(origin.url("/dap/" + PercentCoding.encode(name)))
    }
}
