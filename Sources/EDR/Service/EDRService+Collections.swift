internal import Catalogue
internal import Cube
internal import Execution
internal import Gateway
internal import JSON
internal import Serving

extension EDRService {
    /// What opening one dataset may take of a list's time.
    private static let secondsForOne = 3.0
    /// After so long a part of the list ends where it is: stores that hang make it shorter, and not late.
    private static let secondsForAll = 8.0

    func collections(_ request: Request, _ addresses: Addresses, _ context: WorkContext) throws -> Response {
        let parameters = try QueryParameters(request.rawQuery, known: CollectionsPart.parameters)
        let encoding = try encoding(of: request, parameters)
        let part = try CollectionsPart(parameters)
        func document(_ next: DatasetAddress?) -> CollectionsDocument {
            CollectionsDocument(addresses: addresses, part: part, next: next, encoding: encoding)
        }
        let bytes: [UInt8]
        if encoding == .json {
            let found = try published(part, to: request, context) {
                try description(of: $0, as: encoding, addresses, context).bytes
            }
            bytes = document(found.next).bytes(found.results)
        } else {
            let found = try published(part, to: request, context) { try Collection($0) }
            bytes = EDRPage(document(found.next).document(found.results, formats)).bytes
        }
        return metadata(.bytes(bytes), as: encoding, tag: ContentDigest.text(of: bytes))
    }

    /// What becomes of a part of all datasets with something to query, and where the next part begins; one that cannot be opened is missing here
    /// and answers for itself at its own address.
    ///
    /// At most `CollectionsPart.most` are looked at, whatever comes of them. Groups are listed by their parents, and in the
    /// place of parents that are no collections.
    private func published<Result>(
        _ part: CollectionsPart,
        to request: Request,
        _ context: WorkContext,
        _ body: (Dataset) throws -> Result
    ) throws -> (results: [Result], next: DatasetAddress?) {
        let catalogue = catalogue.view(for: request)
        // The list does not wait for one whose store hangs.
        func dataset(at address: DatasetAddress) throws -> Dataset {
            try catalogue.dataset(
                at: address,
                context: context.limited(to: .after(seconds: Self.secondsForOne))
            )
        }
        let end = Deadline.after(seconds: Self.secondsForAll)
        var walk = CollectionWalk(
            through: catalogue.entries(context: context).map(\.id),
            from: part.start
        ) { (try? dataset(at: $0).children) ?? [] }
        var (results, looks): ([Result], Int) = ([], 0)
        while let address = walk.next {
            try context.check()
            let isFull = results.count >= part.limit ?? CollectionsPart.most
            guard !isFull, looks < CollectionsPart.most, looks == 0 || !end.hasPassed else { break }
            _ = walk.take()
            looks += 1
            do {
                let dataset = try dataset(at: address)
                do {
                    results.append(try body(dataset))
                } catch EDRError.nothingToQuery where !dataset.children.isEmpty {
                    walk.enter(dataset.children)
                }
            } catch let interruption as Interruption {
                throw interruption
            } catch {
                context.measurements.note("edr_unlisted", "\(address.text): \(error)")
            }
        }
        return (results, walk.next)
    }
}
