internal import Catalogue
internal import Cube
internal import Execution

/// The datasets that the asker may see, in the order of their ids, as far as they fit into one document: each may have to be
/// opened, and stores that hang make it shorter, and not late.
struct SiteWalk {
    private let catalogue: CatalogueView

    /// Datasets and groups that are looked at for one document.
    private static let most = 100
    /// Bytes from which on a document takes up no other dataset: clients read all of it.
    private static let enoughBytes = 512 << 10
    /// What opening one dataset may take, and after how long a document ends where it is.
    private static let secondsForOne = 3.0
    private static let secondsForAll = 8.0

    init(_ catalogue: CatalogueView) { self.catalogue = catalogue }

    /// Calls `body` for each id from `start` on, until it has looked at enough datasets or has made enough bytes, whose number it
    /// returns.
    ///
    /// - Returns: the first id that did not fit; nil where all did.
    func forEach(
        from start: String?,
        _ context: WorkContext,
        _ body: (_ id: String, _ looks: inout Int) throws -> Int
    ) throws -> String? {
        let ids = catalogue.entries(context: context).filter(\.hasPlaces).map(\.id)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .drop { id in start.map { id.utf8.lexicographicallyPrecedes($0.utf8) } ?? false }
        let end = Deadline.after(seconds: Self.secondsForAll)
        var (looks, bytes) = (0, 0)
        for id in ids {
            try context.check()
            guard looks == 0 || (mayLook(looks) && bytes < Self.enoughBytes && !end.hasPassed) else {
                return id
            }
            bytes += try body(id, &looks)
        }
        return nil
    }

    /// Whether one more can be looked at.
    func mayLook(_ looks: Int) -> Bool { looks < Self.most }

    /// What `body` makes of a dataset or group; nil for one that cannot be opened, which answers for itself at its own address.
    func look<Result>(
        at address: DatasetAddress,
        _ looks: inout Int,
        _ context: WorkContext,
        _ body: (Dataset, inout Int) throws -> Result?
    ) throws -> Result? {
        looks += 1
        do {
            let dataset = try catalogue.dataset(
                at: address,
                context: context.limited(to: .after(seconds: Self.secondsForOne))
            )
            return try body(dataset, &looks)
        } catch let interruption as Interruption {
            throw interruption
        } catch {
            context.measurements.note("wms_unlisted", "\(address.text): \(error)")
            return nil
        }
    }
}
