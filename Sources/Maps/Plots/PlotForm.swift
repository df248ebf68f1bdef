/// The files that plots are drawn into.
package enum PlotForm: String, Sendable, CaseIterable {
    case png = "image/png"
    case svg = "image/svg+xml"

    package var mediaType: String { rawValue }
}

/// A part of a sheet, in pixels from its upper left corner.
struct PlotBox {
    var left, top, right, bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
}
