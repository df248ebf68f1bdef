internal import Failures
internal import Maps
internal import Serving

/// What a client gets when there is no map: the standard's code, if it has one, and a sentence.
struct WMSError: Error, Sendable, Equatable {
    /// OGC 06-042, table E.1; `InvalidSRS` is 1.1.1's name of `invalidCRS`.
    enum Code: String, Sendable {
        case invalidFormat = "InvalidFormat"
        case invalidCRS = "InvalidCRS"
        case layerNotDefined = "LayerNotDefined"
        case styleNotDefined = "StyleNotDefined"
        case layerNotQueryable = "LayerNotQueryable"
        case invalidPoint = "InvalidPoint"
        case invalidDimensionValue = "InvalidDimensionValue"
        case missingDimensionValue = "MissingDimensionValue"
        case operationNotSupported = "OperationNotSupported"

        func text(in version: WMSVersion) -> String {
            self == .invalidCRS && version == .v1_1_1 ? "InvalidSRS" : rawValue
        }
    }

    let code: Code?
    let status: Int
    let text: String

    init(_ code: Code?, _ text: String, status: Int = 400) {
        self.code = code
        self.status = status
        self.text = text
    }
}

extension WMSError {
    /// Words for whatever a request threw.
    init(_ error: any Error) {
        if let error = error as? WMSError {
            self = error
        } else {
            self.init(Failure(classifying: error) ?? .defect)
        }
    }

    init(_ failure: Failure) {
        if case .notFound(.style, let name, let known) = failure {
            self.init(style: name, known: known)
            return
        }
        self.init(Self.code(of: failure), failure.description, status: failure.status)
    }

    /// `known` are the styles that are listed beside the default one.
    private init(style name: String, known: [String]) {
        let near = NearestName.of(name, among: known).map { " Did you mean '\($0)'?" }
        let all = " There is: default, \(known.joined(separator: ", ")), and each with '-inv'."
        self.init(.styleNotDefined, "There is no style '\(name.prefix(80))'." + (near ?? all))
    }

    private static func code(of failure: Failure) -> Code? {
        switch failure {
        case .notFound(.variable, _, _), .notServed(.variable, _, _): .layerNotDefined
        case .notFound(.label, _, _): .invalidDimensionValue
        case .outsideDomain(let axis, _, _) where axis != "place": .invalidDimensionValue
        case .invalid(let parameter, _, _) where Self.isDimension(parameter): .invalidDimensionValue
        default: nil
        }
    }

    static func isDimension(_ parameter: String) -> Bool {
        let name = parameter.uppercased()
        let own = ["TIME", "ELEVATION"].flatMap { [$0, $0 + LayerDimension.toleranceSuffix] }
        return own.contains(name) || name.hasPrefix("DIM_")
    }
}
