internal import JSON
internal import Zarr

extension FeatureReader {
    /// The names of features, each another one, and empty for those that are not written.
    ///
    /// - Returns: nil where positions stand for them.
    func ids(_ samples: Samples, _ name: String) throws -> [String]? {
        guard let id = source.id else {
            if source.type != .point, source.instance != nil { report(name, .noIDs) }
            return nil
        }
        guard let texts = try self.texts(of: id, count: samples.count) else {
            report(id.name, .unusableIDs)
            return nil
        }
        let isUsed = { (feature: Int) in samples.runs.map { $0.count(of: feature) > 0 } ?? true }
        let used = texts.indices.filter { isUsed($0) || !texts[$0].isEmpty }.map { texts[$0] }
        guard used.allSatisfy({ !$0.isEmpty && $0.utf8.count <= AxisLabels.longestLabel }),
            Set(used).count == used.count
        else {
            report(id.name, .unusableIDs)
            return nil
        }
        return texts
    }

    private func texts(of id: StoredVariable, count: Int) throws -> [String]? {
        if id.array.metadata.element.isReadAsText {
            return try labels.names(of: id, along: source.instance, count: count)
        }
        let bytes = PlannedRead.product(count, 32)
        let made = try numbers(of: id, holding: bytes) { numbers in
            numbers.count == count ? numbers.map { Axis.text($0) } : nil
        }
        return made ?? nil
    }
}
