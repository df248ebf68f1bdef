internal import Cube
package import Execution
package import Principals
internal import Synchronization

/// What is published here, for whoever asks: services have nothing of it but the views that it gives.
package final class DatasetCatalogue: Sendable {
    /// Beyond this many all views are forgotten: making one again costs nothing.
    private static let maxViews = 256

    private struct Key: Hashable {
        let policyClass: PolicyClass
        let protocolName: String?
        let isStranger: Bool
    }

    private let whole: any WholeCatalogue
    private let rules: any AccessRules
    private let canSignIn: Bool
    private let views = Mutex<[Key: CatalogueView]>([:])

    /// `canSignIn`: whether strangers could say who they are, and are asked to where not everything is public.
    package init(
        _ whole: any WholeCatalogue,
        rules: any AccessRules = EverybodySeesAll(),
        canSignIn: Bool = false
    ) {
        self.whole = whole
        self.rules = rules
        self.canSignIn = canSignIn
    }

    /// The catalogue as a principal may see it over a protocol, which is named as first segments of paths have it; the same
    /// for all of one policy class.
    ///
    /// Nil is for what belongs to no protocol, such as health: there is what any of them has.
    package func view(for principal: Principal, over protocolName: String?) -> CatalogueView {
        let policyClass = rules.policyClass(of: principal)
        let isStranger = canSignIn && principal.name == nil
        let key = Key(policyClass: policyClass, protocolName: protocolName, isStranger: isStranger)
        return views.withLock { views in
            if let known = views[key] { return known }
            if views.count >= Self.maxViews { views = [:] }
            let made = CatalogueView(
                of: whole,
                rules: rules,
                policyClass: policyClass,
                over: protocolName,
                isStranger: isStranger
            )
            views[key] = made
            return made
        }
    }

    /// The class of a principal as a short text, for keys of caches outside of this process: who has another may see other
    /// things.
    package func accessClass(of principal: Principal) -> String { rules.accessClass(of: principal) }

    /// How all datasets did when they were last used, whoever may see them: for those who watch the server.
    package var states: [DatasetState] { whole.states() }

    /// Opens all datasets, until the context's deadline: for the same.
    package func tryAll(context: WorkContext) { whole.tryAll(context: context) }

    /// Whether those who have not signed in see everything of every dataset: then nobody is asked to.
    package var isAllPublic: Bool {
        let anybody = rules.policyClass(of: .anonymous)
        return whole.ids.allSatisfy { rules.policy(of: $0, in: anybody) == .unrestricted }
    }
}
