package import Failures
package import Grids

/// Features by name, by index and by place.
extension FeatureSet {
    /// The feature of a name: its own, or its position where it has none.
    package func feature(named id: String) -> Int? {
        if hasIDs, let found = texts?.firstIndex(of: id), !id.isEmpty { return found }
        guard let position = Int(id), position >= 0, position < count, "\(position)" == id else { return nil }
        return self.id(of: position) == id ? position : nil
    }

    /// The features that have a place in a box, edges included; of moving ones any sample's counts.
    package func features(in box: GeographicBox) -> [Int] {
        features { box.holds($0) }
    }

    /// The features that have a place in polygons.
    ///
    /// - Throws: as `Region.holds`.
    package func features(in region: Region, within bounds: PlacingBounds) throws(Failure) -> [Int] {
        var (places, owners) = ([GeographicPoint](), [Int32]())
        let box = region.box
        let allowed = bounds.limits.outputCells
        for feature in 0..<count {
            forEachPlace(of: feature) { place in
                guard places.count <= allowed, box.holds(place) else { return }
                places.append(place)
                owners.append(Int32(truncatingIfNeeded: feature))
            }
        }
        guard places.count <= allowed else {
            throw .tooLarge(limit: .outputCells, allowed: allowed, requested: places.count, advice: nil)
        }
        let (candidates, names) = (places, owners)
        let isInside = try bounds.looking {
            try region.holds(
                candidates,
                where: [Bool](repeating: true, count: candidates.count),
                limits: bounds.limits,
                context: bounds.context
            )
        }
        var found: [Int] = []
        for (owner, isInside) in zip(names, isInside) where isInside && found.last != Int(owner) {
            found.append(Int(owner))
        }
        return found
    }

    /// The feature that has the nearest place, of equally near ones the first; nil where none is within so many metres.
    package func feature(nearest place: GeographicPoint, within metres: Double) -> Int? {
        guard abs(place.latitude) <= 90, place.longitude.isFinite else { return nil }
        let wanted = UnitVector(place)
        var best: (feature: Int, square: Double)?
        for feature in 0..<count {
            forEachPlace(of: feature) { place in
                let square = UnitVector(place).squaredChord(to: wanted)
                if square < best?.square ?? .infinity { best = (feature, square) }
            }
        }
        guard let best, UnitVector.angle(ofSquaredChord: best.square) * SphericalArea.radius <= metres else {
            return nil
        }
        return best.feature
    }

    private func features(where isWanted: (GeographicPoint) -> Bool) -> [Int] {
        (0..<count).filter { feature in
            var isFound = false
            forEachPlace(of: feature) { place in if !isFound { isFound = isWanted(place) } }
            return isFound
        }
    }
}
