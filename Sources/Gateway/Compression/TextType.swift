/// Which media types are texts that are sent compressed to whoever takes them so.
///
/// Data never is: binary data is compact already, and of data in any form (CSV too) the length is the proof that all of it
/// has arrived.
enum TextType {
    static func holds(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let essence = Substring(
            contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        )
        if essence.hasPrefix("text/") { return essence != "text/csv" }
        guard essence.hasPrefix("application/") || essence.hasPrefix("image/svg") else { return false }
        return ["/json", "+json", "/xml", "+xml", "_xml"].contains { essence.hasSuffix($0) }
    }
}
