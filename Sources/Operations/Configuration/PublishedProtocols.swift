internal import DAP
internal import EDR
internal import Portal
internal import Serving
internal import WMS

/// The protocols over which datasets are had, and the forms of values in each, as rules of access name them.
enum PublishedProtocols {
    /// Pages have no form of values.
    static let all: [(name: String, forms: [ValueForm])] = [
        (WMSService.prefix, WMSService.forms), (EDRService.prefix, EDRService.forms),
        (DAPService.prefix, DAPService.forms), (PortalService.prefix, []),
    ]

    static var names: [String] { all.map(\.name) }

    /// Names of forms, each once.
    static let forms: [String] = all.flatMap(\.forms).map(\.name).reduce(into: []) { names, name in
        if !names.contains(name) { names.append(name) }
    }

    /// The name of the form that a word means; case does not count.
    static func form(_ word: String) -> String? {
        let wanted = word.lowercased()
        return all.flatMap(\.forms).first { form in
            ([form.name] + form.aliases).contains { $0.lowercased() == wanted }
        }?.name
    }

    /// Whether any of some protocols hands values over.
    static func giveValues(_ names: Set<String>) -> Bool {
        all.contains { names.contains($0.name) && !$0.forms.isEmpty }
    }

    /// Those of some protocols that can be served with some forms.
    static func names(of protocols: Set<String>?, with forms: Set<String>) -> Set<String> {
        let left = all.filter { one in
            one.forms.isEmpty || one.forms.contains { $0.suffices && forms.contains($0.name) }
        }
        return Set(left.map(\.name).filter { protocols?.contains($0) ?? true })
    }
}
