internal import Failures
internal import Gateway

/// What a path below `/dap` requests: a suffix's answer about a dataset, or the catalogue.
enum DAPAddress: Equatable {
    case catalogXML
    case catalogHTML
    /// The name as the path has it, without the suffix.
    case dataset(name: String, DAPAnswer)

    /// Strips the longest known suffix, then reads what is left as the address of a dataset.
    ///
    /// - Throws: `Failure.notFound` for paths that name nothing.
    init(_ path: RequestPath) throws(Failure) {
        let segments = Array(path.segments.dropFirst())
        guard let last = segments.first, !last.isEmpty else {
            self = .catalogHTML
            return
        }
        guard segments.count == 1 else {
            throw .notFound(.dataset, name: segments.joined(separator: "/"), known: [])
        }
        switch last {
        case "catalog.xml": self = .catalogXML
        case "catalog.html": self = .catalogHTML
        default:
            let (name, answer) = DAPAnswer.split(last)
            self = .dataset(name: name, answer)
        }
    }

    /// The requested answer, as far as the path can be read at all: which protocol words an error.
    static func answer(_ path: RequestPath) -> DAPAnswer {
        DAPAnswer.split(path.segments.last ?? "").answer
    }
}

/// The answers about a dataset, by the suffix that requests them.
enum DAPAnswer: String, CaseIterable {
    case dds = ".dds"
    case das = ".das"
    case dods = ".dods"
    case ascii = ".ascii"
    case asc = ".asc"
    case info = ".info"
    case form = ".html"
    case version = ".ver"
    case help = ".help"
    case plan = ".plan"
    case dodsPlan = ".dods.plan"
    case asciiPlan = ".ascii.plan"
    case ascPlan = ".asc.plan"
    case dapPlan = ".dap.plan"
    case dmr = ".dmr"
    case dmrXML = ".dmr.xml"
    case dap = ".dap"
    case services = ""
    case dsr = ".dsr"
    case dsrXML = ".dsr.xml"
    case xml = ".xml"

    private static let pin = ".pin"
    private static let bySuffix = allCases.filter { !$0.rawValue.isEmpty }
        .sorted { $0.rawValue.utf8.count > $1.rawValue.utf8.count }

    /// The name in front of the longest known suffix; the bare name requests the services.
    ///
    /// `.pin` behind a suffix belongs to the name.
    static func split(_ segment: String) -> (name: String, answer: DAPAnswer) {
        if segment.hasSuffix(pin) {
            let (name, answer) = split(String(segment.dropLast(pin.count)))
            return (name + pin, answer)
        }
        for answer in bySuffix where segment.hasSuffix(answer.rawValue) {
            return (String(segment.dropLast(answer.rawValue.count)), answer)
        }
        return (segment, .services)
    }

    /// The answer whose cost this one tells; nil for those that tell none.
    var planned: DAPAnswer? {
        switch self {
        case .plan, .dodsPlan: .dods
        case .asciiPlan, .ascPlan: .ascii
        case .dapPlan: .dap
        default: nil
        }
    }

    /// The form of values that it hands over, or whose cost it tells, as rules of access name it; nil for descriptions.
    var format: String? {
        switch planned ?? self {
        case .dods: "dods"
        case .ascii, .asc: "ascii"
        case .dap: "dap"
        default: nil
        }
    }

    /// The forms of values that there are.
    static let formats: [String] = allCases.compactMap(\.format).reduce(into: []) { names, name in
        if !names.contains(name) { names.append(name) }
    }

    var isDAP4: Bool {
        switch self {
        case .dmr, .dmrXML, .dap, .dapPlan, .services, .dsr, .dsrXML, .xml: true
        default: false
        }
    }
}
