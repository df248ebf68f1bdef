internal import JSON
internal import Zarr

extension FeatureReader {
    /// What is written as the names of features, one for each.
    ///
    /// - Returns: nil where positions stand for them.
    func texts(_ samples: Samples, _ name: String) throws -> [String]? {
        guard let id = source.id else {
            if source.type != .point, source.instance != nil { report(name, .noIDs) }
            return nil
        }
        guard let texts = try self.texts(of: id, count: samples.count) else {
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
