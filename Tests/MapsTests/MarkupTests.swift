import Testing

@testable import Maps

/// A reader of markup for what strangers send: what XML means, and nothing that leads elsewhere.
struct MarkupTests {
    @Test func elementsAttributesAndText() throws {
        let root = try MarkupReader.root(
            of: """
                \u{FEFF}<?xml version="1.0" encoding="UTF-8"?><!-- <a> -->
                <s:top xmlns:s="urn:x" a = 'one &quot;two&quot;' b="&#65;&#x42;">
                  text &lt;&amp;&gt;&apos; <![CDATA[<raw> & ]]>more<?pi?>
                  <s:in/><in x="1">Überschrift</in ><!-- -- - -->
                </s:top>
                <!-- end --> <?pi?>
                """
        )
        #expect(root.name == "top" && root.attributes == ["s": "urn:x", "a": "one \"two\"", "b": "AB"])
        #expect(root.text.hasPrefix("text <&>' <raw> & more"))
        #expect(root.children.map(\.name) == ["in", "in"])
        #expect(root.children[1].text == "Überschrift" && root.children[1].attributes == ["x": "1"])
        #expect(root.all("in").count == 2 && root["in"]?.text == "")
    }

    @Test(arguments: [
        "", " ", "text", "<a>", "<a", "<a b>", "<a b=1/>", "<a b='1/>", "<a></b>", "<a></a", "<a/><b/>",
        "<a/>x",
        "<a>&</a>", "<a>&b;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#;</a>", "<a>&amp</a>",
        "<a b='<'/>", "<a><!-- </a>", "<a><![CDATA[ </a>", "<>", "</a>", "<a/><!--", "<a/><?", "< a/>",
        "<a>&#99999999999999999999;</a>", "<![CDATA[x]]><a/>",
    ])
    func whatIsNoDocumentIsRefused(text: String) {
        let refusal = #expect(throws: MarkupRefusal.self) { try MarkupReader.root(of: text) }
        if text != "<![CDATA[x]]><a/>" { #expect(refusal != .declaration) }
    }

    @Test(arguments: [
        "<!DOCTYPE x><x/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "<x><!ENTITY a 'b'></x>",
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'><x/>", "<!doctype x><x/>", "<x><!ELEMENT x ANY></x>",
    ])
    func nothingIsDeclared(text: String) {
        #expect(throws: MarkupRefusal.declaration) { try MarkupReader.root(of: text) }
    }

    @Test func whatItTakesIsBounded() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
        }
        let (levels, parts) = (MarkupReader.mostLevels, MarkupReader.mostParts)
        _ = try MarkupReader.root(of: nested(levels))
        #expect(throws: MarkupRefusal.tooDeep(limit: levels)) {
            try MarkupReader.root(of: nested(levels + 1))
        }
        let many = { (count: Int) in "<a>" + String(repeating: "<b/>", count: count) + "</a>" }
        _ = try MarkupReader.root(of: many(parts - 1))
        #expect(throws: MarkupRefusal.tooMany(limit: parts)) { try MarkupReader.root(of: many(parts)) }
        let long = "<a>" + String(repeating: "x", count: MarkupReader.mostBytes) + "</a>"
        let refusal = MarkupRefusal.tooLong(bytes: long.utf8.count, limit: MarkupReader.mostBytes)
        #expect(throws: refusal) { try MarkupReader.root(of: long) }
    }
}
