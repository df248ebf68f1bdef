internal import Gateway

/// Builds an XML 1.0 document as text: names are ours, texts and attribute values are escaped.
struct XMLText {
    private(set) var text: String
    private var open: [String] = []

    init(doctype: String? = nil) {
        text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        if let doctype { text += doctype + "\n" }
    }

    private init(whole: String) { text = whole }

    /// The beginning of a part of a document.
    static var fragment: XMLText { XMLText(whole: "") }

    /// Adds a part that was written before.
    mutating func add(_ fragment: String) { text += fragment }

    /// An element with others inside.
    mutating func element(
        _ name: String,
        _ attributes: KeyValuePairs<String, String?> = [:],
        _ content: (inout XMLText) -> Void
    ) {
        start(name, attributes)
        text += ">\n"
        open.append(name)
        content(&self)
        open.removeLast()
        indent()
        text += "</\(name)>\n"
    }

    /// An element with a text, or nothing, inside: `.referred` for one that programs send back as it is.
    mutating func element(
        _ name: String,
        _ attributes: KeyValuePairs<String, String?> = [:],
        text content: String? = nil,
        active: MarkupText.ActiveCharacters = .named
    ) {
        start(name, attributes)
        guard let content else {
            text += "/>\n"
            return
        }
        text += ">\(MarkupText.escape(content, active: active))</\(name)>\n"
    }

    private mutating func start(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
        indent()
        text += "<\(name)"
        for (key, value) in attributes {
            guard let value else { continue }
            text += " \(key)=\"\(MarkupText.escape(value))\""
        }
    }

    private mutating func indent() {
        text += String(repeating: " ", count: open.count)
    }
}
