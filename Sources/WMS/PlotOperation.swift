internal import Coverages
internal import Cube
internal import Maps

/// ncWMS's plots of what lies at a place or along a line.
enum PlotOperation: String, Sendable, CaseIterable {
    /// What lies under a pixel at all times, or those of TIME.
    case series = "GetTimeseries"
    /// What lies under a pixel at all levels, or those of ELEVATION.
    case profile = "GetVerticalProfile"
    /// What lies along LINESTRING.
    case transect = "GetTransect"
    /// The same at all levels, or those of ELEVATION.
    case section = "GetVerticalSection"

    /// Whether it is along a line, and not under a pixel.
    var isAlongLine: Bool { self == .transect || self == .section }

    /// Whether it has all levels where a request names none.
    var hasAllLevels: Bool { self == .profile || self == .section }
}

/// The forms in which they are handed over: plots, and coverages as `Coverages` writes them.
enum PlotFormat: Sendable {
    case plot(PlotForm)
    case coverages(any CoverageFormat, mediaType: String)

    /// Those in which a dataset's values may be handed over.
    static func offered(of dataset: Dataset, _ formats: CoverageFormats) -> [PlotFormat] {
        PlotForm.allCases.filter { dataset.policy.allows(format: $0.mediaType) }.map { .plot($0) }
            + formats.all.filter { dataset.policy.allows(format: $0.name) }.map {
                .coverages($0, mediaType: $0.mediaType)
            }
    }

    /// By INFO_FORMAT where that is given, as it is in clients that send the map's FORMAT too, else FORMAT; a plot without either.
    init(_ parameters: WMSParameters, of dataset: Dataset, _ formats: CoverageFormats) throws(WMSError) {
        let offered = Self.offered(of: dataset, formats)
        let name = parameters["INFO_FORMAT"] ?? parameters["FORMAT"]
        if name == nil, let first = offered.first {
            self = first
            return
        }
        // A plus that a client did not escape arrives as a space.
        let wanted = (name ?? "").map { $0 == " " ? "+" : $0 }
        let text = String(wanted)
        guard let found = offered.lazy.compactMap({ $0.named(text) }).first else {
            let known = offered.map(\.mediaType).joined(separator: ", ")
            throw WMSError(
                .invalidFormat,
                "The format '\((name ?? "").prefix(80))' is not offered; there is: \(known)."
            )
        }
        self = found
    }

    var mediaType: String {
        switch self {
        case .plot(let form): form.mediaType
        case .coverages(_, let mediaType): mediaType
        }
    }

    var contentType: String {
        if case .coverages(_, "text/csv") = self { return "text/csv; charset=utf-8; header=present" }
        return mediaType
    }

    /// Itself, labelled as a client names it; nil for the name of another.
    private func named(_ text: String) -> PlotFormat? {
        switch self {
        case .plot(let form): return form.mediaType == text ? self : nil
        case .coverages(let format, _):
            // ncWMS says text/json for CoverageJSON.
            let others = format.schema == nil ? [] : ["text/json"]
            let types = [format.mediaType] + format.otherMediaTypes
            if types.contains(text) { return .coverages(format, mediaType: text) }
            let isOther = ([format.name] + format.otherNames + others).contains(text)
            return isOther ? .coverages(format, mediaType: format.mediaType) : nil
        }
    }
}
