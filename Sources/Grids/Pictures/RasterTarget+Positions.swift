internal import CRS
internal import Glibc

/// Where places of the Earth lie on a picture.
extension RasterTarget {
    /// A position in pixels from the upper left corner; whole numbers lie between pixels.
    package struct Position: Sendable, Equatable {
        package let x, y: Double

        package init(x: Double, y: Double) {
            (self.x, self.y) = (x, y)
        }
    }

    /// Where a place lies on the picture or within so many pixels around it: several times where the picture goes more than once
    /// round the Earth.
    package func positions(of place: GeographicPoint, margin: Double) -> [Position] {
        guard isSeparable else {
            return position(of: place).flatMap { isNear($0, margin) ? [$0] : nil } ?? []
        }
        guard let first = position(of: place), let turn, turn >= 1, abs(first.x) < Self.farthest else {
            return []
        }
        // From the first turn that is not left of the margin.
        var x = first.x + ((-margin - first.x) / turn).rounded(.up) * turn
        var found: [Position] = []
        while x <= Double(width) + margin, found.count < Self.mostTurns {
            let position = Position(x: x, y: first.y)
            if isNear(position, margin) { found.append(position) }
            x += turn
        }
        return found
    }

    /// The line through places around a position: each in the turn that is nearest to it; nil where one has no position.
    package func line(through places: [GeographicPoint], around centre: Position) -> [Position]? {
        var line: [Position] = []
        for place in places {
            guard let position = position(of: place) else { return nil }
            let turns = turn.map { ((centre.x - position.x) / $0).rounded() * $0 } ?? 0
            line.append(Position(x: position.x + turns, y: position.y))
        }
        return line
    }

    /// A picture shows the Earth no more often than people could want.
    private static let mostTurns = 8
    /// Pixels beyond which a position has no digits for parts of one.
    private static let farthest = 1e12

    /// Pixels once round the Earth; nil where it is shown once at most.
    private var turn: Double? {
        let pixel = (maxX - minX) / Double(width)
        return switch system {
        case .geographic: 360 / pixel
        case .webMercator: 2 * .pi * Self.radius / pixel
        case .projected: nil
        }
    }

    private func isNear(_ position: Position, _ margin: Double) -> Bool {
        (-margin...Double(width) + margin).contains(position.x)
            && (-margin...Double(height) + margin).contains(position.y)
    }

    /// In some turn; nil for what has none.
    private func position(of place: GeographicPoint) -> Position? {
        let coordinates: (x: Double, y: Double) =
            switch system {
            case .geographic: (place.longitude, place.latitude)
            case .webMercator:
                (
                    place.longitude * .pi / 180 * Self.radius,
                    atanh(sin(place.latitude * .pi / 180)) * Self.radius
                )
            case .projected(let system):
                system.projector.project(longitude: place.longitude, latitude: place.latitude)
            }
        let position = Position(
            x: (coordinates.x - minX) / (maxX - minX) * Double(width),
            y: (maxY - coordinates.y) / (maxY - minY) * Double(height)
        )
        return position.x.isFinite && position.y.isFinite ? position : nil
    }
}
