package import Catalogue
package import Gateway

extension DatasetCatalogue {
    /// The protocol of what stands at the top of the site: the portal's.
    private static let topProtocol = "datasets"

    /// The catalogue as a request may see it: that of its principal, over the protocol that its path begins with.
    package func view(for request: Request) -> CatalogueView {
        let first = request.path.segments.first ?? ""
        return view(for: request.principal, over: first.isEmpty ? Self.topProtocol : first)
    }
}
