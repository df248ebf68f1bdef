internal import Gateway
internal import JSON
internal import Serving

/// Any metadata document for people: its members as nested lists, its addresses as links.
struct EDRPage {
    private static let frame = PageFrame(
        style: """
            body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}
            dl{margin:0 0 0 1em;border-left:1px solid #ccc;padding-left:1em}dt{font-weight:600}dd{margin:0}
            """,
        digest: "sha256-QChkgnBxyEDGm0c2+j+H5ye1QGW1S9GOBTxe5fxwwOQ="
    )

    static var security: String { frame.security }

    private let title: String
    private var text = ""

    init(_ document: JSONValue) {
        title = document["title"]?.stringValue ?? "Environmental Data Retrieval"
        text = "<h1>\(MarkupText.escape(title))</h1>\n"
        append(document)
    }

    var bytes: [UInt8] { Array(Self.frame.text(title: title, body: text).utf8) }

    private mutating func append(_ value: JSONValue) {
        switch value {
        case .object(let object): append(object)
        case .array(let values):
            text += "<ul>"
            for element in values {
                text += "<li>"
                append(element)
                text += "</li>\n"
            }
            text += "</ul>"
        case .string(let string): text += Self.linked(string)
        default: text += MarkupText.escape(String(decoding: value.bytes, as: UTF8.self))
        }
    }

    private mutating func append(_ object: JSONObject) {
        if let href = object["href"]?.stringValue {
            let title = object["title"]?.stringValue ?? href
            text += "<a href=\"\(MarkupText.escape(href))\">\(MarkupText.escape(title))</a>"
            text += " (\(MarkupText.escape(object["rel"]?.stringValue ?? "")))"
        }
        let shown = object.entries.filter {
            object["href"] == nil || !["href", "title", "rel"].contains($0.key)
        }
        guard !shown.isEmpty else { return }
        text += "<dl>"
        for (key, value) in shown {
            text += "<dt>\(MarkupText.escape(key))</dt><dd>"
            append(value)
            text += "</dd>\n"
        }
        text += "</dl>"
    }

    private static func linked(_ string: String) -> String {
        let text = MarkupText.escape(string)
        guard string.hasPrefix("http://") || string.hasPrefix("https://") else { return text }
        return "<a href=\"\(text)\">\(text)</a>"
    }
}
