internal import Execution

/// Whether the body of an answer is sent compressed: known by its type and what the client takes, before it is made.
struct BodyForm {
    /// It could be sent compressed, so that the answer depends on `Accept-Encoding`.
    let isText: Bool
    /// The client wants it compressed.
    let isCompressed: Bool
    private let refusesPlain: Bool

    /// Longer texts wait on disk, while libdeflate wants them whole in memory: they leave as they are, and nginx compresses
    /// them on their way (`gzip_min_length` of the site).
    static let maxBytes = 4 << 20

    init(_ response: Response, for request: Request) {
        isText = TextType.holds(response.fields["Content-Type"]) && response.fields["Content-Encoding"] == nil
        let accepted = isText ? AcceptedCoding(request.headers.all("Accept-Encoding")) : nil
        isCompressed = accepted?.takesGzip ?? false
        refusesPlain = accepted?.refusesPlain ?? false
    }

    /// The compressed form of a text in memory; nil where the plain one is to be sent: it is too short or too long, does not
    /// become shorter, or the worker has no memory free.
    func compressed(_ text: UnsafeRawBufferPointer, ledger: MemoryLedger) -> BodyBlock? {
        guard isWorthwhile(text.count) else { return nil }
        let room = refusesPlain ? Gzip.bound(text.count) : Gzip.room(for: text.count)
        guard let memory = ledger.reserveNow(room) else { return nil }
        let block = BodyBlock(bytes: room, reservation: memory)
        block.fill { Gzip.compress(text, into: $0) }
        return block.used > 0 ? block : nil
    }

    /// Whether a text of `count` bytes is compressed, memory permitting.
    func isWorthwhile(_ count: Int) -> Bool {
        guard isCompressed, count <= Self.maxBytes else { return false }
        return refusesPlain ? count > 0 : count >= Gzip.fewestBytes
    }

    /// The tag of a text for a client that takes it compressed is weak: its bytes depend on whether memory was free.
    ///
    /// It follows from the request, so that 200, 304 and HEAD agree on it; both forms match either tag.
    func tag(_ tag: String) -> String {
        isCompressed && !tag.hasPrefix("W/") ? "W/\(tag)" : tag
    }
}
