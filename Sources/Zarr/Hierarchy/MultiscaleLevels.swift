import JSON

/// The levels that a group's `multiscales` names, each the path of an array or a group below it.
///
/// Known are the convention's `layout` of assets, lists of `datasets` (OME-NGFF, ndpyramid) and GeoZarr 0.4's tile matrices.
enum MultiscaleLevels {
    static func paths(_ attributes: JSONValue?) -> [String] {
        let scales = attributes?["multiscales"] ?? attributes?["ome"]?["multiscales"]
        let forms = scales?.arrayValue ?? scales.map { [$0] } ?? []
        return forms.flatMap { form in
            texts(form["layout"], "asset") + texts(form["datasets"], "path")
                + texts(form["tile_matrix_set"]?["tileMatrices"], "id")
                + (form["tile_matrix_limits"]?.objectValue?.keys ?? [])
        }
    }

    private static func texts(_ list: JSONValue?, _ key: String) -> [String] {
        (list?.arrayValue ?? []).compactMap { $0[key]?.stringValue }
    }
}
