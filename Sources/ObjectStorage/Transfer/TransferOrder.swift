/// One read as the engine gets it: everything that does not change while it is tried.
struct TransferOrder: Sendable {
    /// The caller's own number for it.
    let index: Int
    let request: ObjectRequest
    /// Whose connections and whose name it uses, and where a redirect may lead.
    var location: HTTPLocation
    var url: String
    let counters: StoreCounters
    var dialect: any StoreDialect
    /// What a signature covers, for stores that want one.
    var signable: SigningV4.Request?
    /// Objects are only read; servers of credentials want more.
    var method = "GET"
    var body: [UInt8]?
    /// True once it goes out with a fresh credential because the first one was refused.
    var isRenewed = false
    /// True once it goes where the store said that the object is.
    var isRelocated = false
}
