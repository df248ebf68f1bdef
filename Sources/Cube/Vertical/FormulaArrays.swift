internal import CF

/// The arrays among which terms are looked up.
struct FormulaArrays {
    private let all: [StoredVariable]

    init(_ all: [StoredVariable]) {
        self.all = all
    }

    /// Absolute paths are taken by their last part.
    func named(_ name: String) -> StoredVariable? {
        if let exact = all.first(where: { $0.name == name }) { return exact }
        guard let last = name.split(separator: "/").last, last != name else { return nil }
        return all.first { $0.name == last }
    }

    /// The array whose bounds another is, by its attribute or its name.
    func middles(ofBounds bounds: StoredVariable) -> StoredVariable? {
        let stated = all.first { CFAttributes($0.attributes).text("bounds") == bounds.name }
        if let stated { return stated }
        let endings = ["_bnds", "_bounds", "_bnd"]
        let bare = endings.lazy.filter(bounds.name.hasSuffix).map { bounds.name.dropLast($0.count) }.first
        return bare.flatMap { named(String($0)) }
    }
}
