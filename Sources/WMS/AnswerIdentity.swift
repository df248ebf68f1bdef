internal import Cube
internal import Execution
internal import Gateway

/// What makes an answer what it is, gathered as text and condensed into an entity tag.
struct AnswerIdentity {
    /// Raised whenever the same request would give other bytes than before.
    private static let rendererVersion = "wms-1"

    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private var secondHash: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let isPinned: Bool
    private let isPrivate: Bool

    init(_ dataset: Dataset, request: Request) {
        isPinned = dataset.version.isPinned
        isPrivate = request.principal.name != nil
        add(Self.rendererVersion)
        add(dataset.address.text)
        add(dataset.identity)
    }

    /// FNV-1a in two lanes; a length stands behind each part, so that parts cannot run together.
    mutating func add(_ part: String) {
        for byte in part.utf8 { mix(byte) }
        mix(0)
        mix(UInt8(truncatingIfNeeded: part.utf8.count))
    }

    private mutating func mix(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        secondHash = (secondHash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        secondHash ^= secondHash >> 29
    }

    /// Everything that decides one layer's pixels but its colours.
    mutating func add(_ plan: MapPlan) {
        add(plan.variable.name)
        if plan.variable.converted != nil { add("in \(plan.variable.units ?? "")") }
        for match in plan.matches { add("\(match.axis.name)=\(match.index)") }
        let target = plan.target
        add("\(target.system) \(target.minX) \(target.minY) \(target.maxX) \(target.maxY)")
        add("\(target.width)x\(target.height)")
    }

    /// Weak unless the address names a snapshot: a store without versions may change between its documents.
    var entityTag: String {
        (isPinned ? "" : "W/") + [hash, secondHash].map { String($0, radix: 36) }.joined()
    }

    /// Seconds for which an answer of a dataset that may change is taken as fresh: a client that pans asks again for
    /// few tiles, and a new time step shows within a minute.
    private static let freshSeconds = 60

    /// `isComplete` says that the request leaves nothing to defaults that another release could choose otherwise.
    func cacheControl(isComplete: Bool) -> String {
        let scope = isPrivate ? "private" : "public"
        if isPinned, isComplete { return "\(scope), max-age=31536000, immutable" }
        return "\(scope), max-age=\(Self.freshSeconds)"
    }
}
