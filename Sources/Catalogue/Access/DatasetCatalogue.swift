package import Principals
internal import Synchronization

/// What is published here, for whoever asks: services have nothing of it but the views that it gives.
package final class DatasetCatalogue: Sendable {
    /// Beyond this many classes all views are forgotten: making one again costs nothing.
    private static let maxViews = 256

    private let whole: any WholeCatalogue
    private let rules: any AccessRules
    private let views = Mutex<[PolicyClass: CatalogueView]>([:])

    package init(_ whole: any WholeCatalogue, rules: any AccessRules = EverybodySeesAll()) {
        self.whole = whole
        self.rules = rules
    }

    /// The catalogue as a principal may see it; the same for all of one policy class.
    package func view(for principal: Principal) -> CatalogueView {
        let policyClass = rules.policyClass(of: principal)
        return views.withLock { views in
            if let known = views[policyClass] { return known }
            if views.count >= Self.maxViews { views = [:] }
            let made = CatalogueView(of: whole, rules: rules, policyClass: policyClass)
            views[policyClass] = made
            return made
        }
    }
}
