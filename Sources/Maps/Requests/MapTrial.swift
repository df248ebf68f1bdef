internal import Cube
internal import Failures
internal import Grids

/// Pictures like a requested one that are tried for the advice of its refusal: a few hundred, so that none may take long.
struct MapTrial {
    private let request: MapRequest
    private let format: any PictureEncoder
    private let scale: ColourScale
    /// Whether the request shows anything of the data: then what shows nothing is no advice.
    private let showsData: Bool

    /// Which cells lie under so many pixels is worked out in milliseconds on any grid.
    private static let fewPixels = 256 * 256

    init(_ request: MapRequest, as format: any PictureEncoder, scale: ColourScale) {
        (self.request, self.format, self.scale) = (request, format, scale)
        let plans = try? request.plans(
            Self.reduced(request.target, of: request),
            as: format,
            scale: scale,
            isTrial: true
        )
        showsData = plans?.reads.contains { $0.cost.chunks > 0 } ?? true
    }

    /// Whether a picture passes.
    func passes(_ target: RasterTarget) -> Bool { hasRoom(for: target) && isPlanned(target) }

    /// Whether it may pass, as far as fewer pixels of the same place tell, where all of them take long.
    func mayPass(_ target: RasterTarget) -> Bool {
        hasRoom(for: target) && isPlanned(Self.reduced(target, of: request))
    }

    private func isPlanned(_ target: RasterTarget) -> Bool {
        guard let plans = try? request.plans(target, as: format, scale: scale, isTrial: true) else {
            return false
        }
        return !showsData || plans.reads.contains { $0.cost.chunks > 0 }
    }

    /// Whether its pixels alone are within the limits and the worker's memory.
    private func hasRoom(for target: RasterTarget) -> Bool {
        let dataset = request.dataset
        guard (try? dataset.limits.check(target)) != nil else { return false }
        let pixels = RenderContext.bytes(width: target.width, height: target.height, as: format)
        return pixels + Self.mapBytes(of: target, in: request) <= dataset.allowed(.memory)
    }

    private static func mapBytes(of target: RasterTarget, in request: MapRequest) -> Int {
        request.layers.compactMap { $0.variable.grid?.mapBytes(of: target) }.max() ?? 0
    }

    /// The same place with fewer pixels, on grids on which each takes time.
    private static func reduced(_ target: RasterTarget, of request: MapRequest) -> RasterTarget {
        let (width, height) = (Double(target.width), Double(target.height))
        let share = (Double(fewPixels) / max(width * height, 1)).squareRoot()
        guard share < 1, mapBytes(of: target, in: request) > fewPixels * 8 else { return target }
        return RasterTarget(
            system: target.system,
            minX: target.minX,
            minY: target.minY,
            maxX: target.maxX,
            maxY: target.maxY,
            width: max(Int(width * share), 1),
            height: max(Int(height * share), 1)
        )
    }
}
