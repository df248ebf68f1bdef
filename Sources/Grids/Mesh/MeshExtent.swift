internal import Glibc

/// The least box around all places that mean a cell of a mesh: its outline where it has one, else what is near it.
///
/// Over the circle of longitudes the widest gap is left out (digest: cf.md, section 10); a pole inside an outline means
/// all longitudes.
struct MeshExtent {
    private var circle = LongitudeCircle()
    private var (south, north) = (Double.infinity, -Double.infinity)

    /// Degrees of longitude between two cells that are no gap.
    private var gap = 0.0

    init(places: MeshPlaces, finder: MeshFinder) {
        switch finder {
        case .faces(let index, let bare):
            addOutlines(index)
            guard bare != nil else { return }
            for face in 0..<index.faces.count where index.faces.corners(of: face).isEmpty {
                if let place = places.place(at: face) { add(place) }
            }
        case .nodes(let index, let around):
            if let around { addOutlines(around.index) }
            for cell in 0..<places.count {
                if let place = places.place(at: cell) { add(place) }
            }
            // Two neighbours reach each other.
            let nearest = min(abs(south), abs(north), 80) * .pi / 180
            gap = 2 * UnitVector.angle(ofSquaredChord: index.farthest) * 180 / .pi / cos(nearest)
            index.forEachReach(beyond: box, isInFaces: around != nil) { add($0) }
        }
    }

    private mutating func add(_ cap: SphereCap) {
        (south, north) = (min(south, cap.south), max(north, cap.north))
        let halfWidth = cap.halfWidth
        guard halfWidth < 90 else { return circle.addAll() }
        circle.addArc(around: cap.middle.longitude, halfWidth: halfWidth)
    }

    private mutating func addOutlines(_ index: FaceIndex) {
        addCorners(index.faces, index.nodes)
        for face in 0..<index.faces.count {
            let corners = index.faces.corners(of: face)
            addLongEdges(index.faces.corners, corners.startIndex..<corners.endIndex, index.nodes)
        }
        if index.face(holding: UnitVector(x: 0, y: 0, z: 1)) >= 0 { addPole(90) }
        if index.face(holding: UnitVector(x: 0, y: 0, z: -1)) >= 0 { addPole(-90) }
    }

    private mutating func add(_ place: GeographicPoint) {
        circle.add(place.longitude)
        (south, north) = (min(south, place.latitude), max(north, place.latitude))
    }

    private mutating func addPole(_ latitude: Double) {
        circle.addAll()
        (south, north) = (min(south, latitude), max(north, latitude))
    }

    /// Each node that is a corner, once.
    private mutating func addCorners(_ faces: FaceTable, _ nodes: FixedVectors) {
        var isCorner = [Bool](repeating: false, count: nodes.count)
        for corner in faces.corners { isCorner[Int(corner)] = true }
        for node in 0..<nodes.count where isCorner[node] {
            if let place = nodes.centre(of: node)?.place { add(place) }
        }
    }

    /// The tangent of a degree: shorter edges cover no gap that counts, and bulge by hundredths of a degree at most.
    private static let short = 0.0175

    /// Longitudes that an edge covers, and its bulge towards a pole.
    private mutating func addLongEdges(
        _ corners: FlatArray<Int32>,
        _ face: Range<Int>,
        _ nodes: FixedVectors
    ) {
        guard let last = face.last, var from = nodes.centre(of: Int(corners[last])) else { return }
        for corner in face {
            guard let to = nodes.centre(of: Int(corners[corner])) else { continue }
            let along = from.x * to.x + from.y * to.y
            if along <= 0 || abs(from.x * to.y - from.y * to.x) > Self.short * along {
                circle.addArc(from: from.place.longitude, to: to.place.longitude)
                addBulge(from, to)
            }
            from = to
        }
    }

    /// The place of an edge's great circle that is nearest to a pole, where it lies on the edge.
    private mutating func addBulge(_ from: UnitVector, _ to: UnitVector) {
        let arc = GreatCircleArc(from: from, to: to)
        for pole in [1.0, -1] {
            let latitude = arc.nearestPlace(to: UnitVector(x: 0, y: 0, z: pole)).place.latitude
            (south, north) = (min(south, latitude), max(north, latitude))
        }
    }

    /// All of the Earth where nothing has a place.
    var box: GeographicExtent {
        guard south <= north else { return GeographicExtent(west: -180, south: -90, east: 180, north: 90) }
        let (west, east) = circle.covered(but: gap)
        return GeographicExtent(west: west, south: south, east: east, north: north)
    }
}
