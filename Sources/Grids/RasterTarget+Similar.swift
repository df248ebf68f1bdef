/// Smaller pictures of the same: for the advice of refusals.
extension RasterTarget {
    /// Sides of about the same proportion, of so many pixels together and so many at most each.
    package func largestSides(pixels: Int, side: Int) -> String? {
        guard width > 0, height > 0, pixels > 0, side > 0 else { return nil }
        let wide = (Double(pixels) * Double(width) / Double(height)).squareRoot()
        let widest = min(Double(side), Double(side) * Double(width) / Double(height))
        let columns = Int(max(min(wide, widest, Double(pixels)), 1))
        let high = Double(columns) * Double(height) / Double(width)
        let rows = Int(max(min(high, Double(side), Double(pixels / columns)), 1))
        return "What passes: \(columns) × \(rows) pixels."
    }

    /// The largest box around the same centre that passes, to a hundredth of its sides; nil when none does.
    package func largestPart(passing passes: (RasterTarget) -> Bool) -> String? {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<7 {
            let middle = (low + high) / 2
            if passes(scaled(middle)) { low = middle } else { high = middle }
        }
        guard low > 0 else { return nil }
        let part = scaled(low)
        let sides = [part.minX, part.minY, part.maxX, part.maxY].map { "\(($0 * 1e4).rounded() / 1e4)" }
        return "What passes: a box from x \(sides[0]) to \(sides[2]) and y \(sides[1]) to \(sides[3])."
    }

    private func scaled(_ share: Double) -> RasterTarget {
        let (x, y) = ((minX + maxX) / 2, (minY + maxY) / 2)
        let (halfWidth, halfHeight) = ((maxX - minX) / 2 * share, (maxY - minY) / 2 * share)
        return RasterTarget(
            system: system,
            minX: x - halfWidth,
            minY: y - halfHeight,
            maxX: x + halfWidth,
            maxY: y + halfHeight,
            width: width,
            height: height
        )
    }
}
