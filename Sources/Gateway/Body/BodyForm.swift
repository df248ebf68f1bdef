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
        isText =
            response.isCompressible && TextType.holds(response.fields["Content-Type"])
            && response.fields["Content-Encoding"] == nil
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

    /// The same of a text that was just made.
    ///
    /// A part of it that other texts have too is compressed once for all of them.
    func compressed(_ made: BlockList, ledger: MemoryLedger) -> BodyBlock? {
        guard isWorthwhile(made.length) else { return nil }
        return composed(made, ledger) ?? made.joined(ledger) { compressed($0, ledger: ledger) }
    }

    /// What stands before the part is stored as it is, what follows it is compressed.
    private func composed(_ made: BlockList, _ ledger: MemoryLedger) -> BodyBlock? {
        guard let part = made.part, part.start <= Gzip.maxStored,
            let deflated = part.text.compressed({ DeflatedPart.bytes(of: part.text) }),
            let memory = ledger.reserveNow(Gzip.room(for: made.length))
        else { return nil }
        var (checksum, first): (UInt32, [UInt8]) = (0, [])
        made.withPieces { pieces in
            for piece in pieces {
                checksum = Gzip.checksum(piece, after: checksum)
                first += piece.prefix(part.start - first.count)
            }
        }
        return made.joined(from: part.end, ledger) { rest in
            let block = BodyBlock(bytes: Gzip.room(for: made.length), reservation: memory)
            block.fill {
                Gzip.compose(first, deflated, rest, count: made.length, checksum: checksum, into: $0)
            }
            return block.used > 0 ? block : nil
        }
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
