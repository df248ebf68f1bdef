internal import Coverages
internal import Cube
internal import Gateway

extension CoverageFormats {
    /// Those in which a dataset's values may be handed over.
    func offered(of dataset: Dataset) -> CoverageFormats {
        CoverageFormats(all.filter { dataset.policy.allows(format: $0.name) })
    }

    /// The formats that have room for some answer to a query; the first is sent where a request names none.
    func offered(for type: QueryType) -> [any CoverageFormat] {
        all.filter { !$0.domains.isDisjoint(with: type.domains) }
    }

    /// The queries that some format can answer.
    var queries: [QueryType] { QueryType.allCases.filter { !offered(for: $0).isEmpty } }

    /// The format that a request wants: `f` beats `Accept`.
    func choose(
        for type: QueryType,
        format: String?,
        accept: String?
    ) throws(NegotiationError) -> any CoverageFormat {
        let offered = offered(for: type)
        let offer = try Negotiation(offered.map(\.offer)).choose(format: format, accept: accept)
        guard let format = offered.first(where: { $0.offer == offer }) else {
            throw .notAcceptable(accept ?? "", known: [])
        }
        return format
    }
}

extension CoverageFormat {
    fileprivate var offer: Negotiation.Offer {
        Negotiation.Offer(names: [name] + otherNames, mediaType: mediaType, aliases: otherMediaTypes)
    }
}
