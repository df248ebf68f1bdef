import JSON

/// The levels that a group's `multiscales` names, each the path of an array or a group below it.
///
/// Known are the convention's `layout` of assets, lists of `datasets` (OME-NGFF, ndpyramid) and GeoZarr 0.4's tile matrices.
enum MultiscaleLevels {
    static func paths(_ attributes: JSONValue?) -> [String] {
        let scales = attributes?["multiscales"] ?? attributes?["ome"]?["multiscales"]
        let forms: [JSONValue] = scales?.arrayValue ?? scales.map { [$0] } ?? []
        var paths: [String] = []
        for form in forms {
            paths += texts(form["layout"], "asset")
            paths += texts(form["datasets"], "path")
            paths += texts(form["tile_matrix_set"]?["tileMatrices"], "id")
            paths += form["tile_matrix_limits"]?.objectValue?.keys ?? []
        }
        return paths
    }

    private static func texts(_ list: JSONValue?, _ key: String) -> [String] {
        (list?.arrayValue ?? []).compactMap { $0[key]?.stringValue }
    }
}
