internal import JSON

/// Finds the projection of a variable, in the digest's order of sources (cf.md, section 9.1).
struct GridMapping {
    let variable: CFAttributes
    let group: CFAttributes
    let arrays: ArrayCatalogue
    /// Names of the variable's x and y coordinates.
    let axisNames: [String]
    let metresPerUnit: Double
    /// Told what is odd, about the variable.
    let report: (MetadataProblem) -> Void

    func definition() -> ProjectionDefinition? {
        projConvention(variable) ?? projConvention(group) ?? mapping().flatMap(fromMapping)
            ?? fromTexts(variable, ["crs", "crs_wkt", "spatial_ref", "proj4"])
            ?? fromTexts(group, ["crs", "crs_wkt", "spatial_ref", "proj4"])
    }

    /// The `proj:` convention of Zarr.
    private func projConvention(_ attributes: CFAttributes) -> ProjectionDefinition? {
        if let document = attributes.object["proj:projjson"]?.objectValue {
            let text = String(decoding: JSONValue.object(document).bytes, as: UTF8.self)
            if let found = ProjectionDefinition(.system, text) { return found }
        }
        for name in ["proj:wkt2", "proj:code"] {
            if let text = attributes.text(name), let found = ProjectionDefinition(.system, text) {
                return found
            }
        }
        return attributes.number("proj:epsg").flatMap { code($0) }
    }

    private func code(_ number: Double) -> ProjectionDefinition? {
        guard let code = Int(exactly: number), (1000...99_999).contains(code) else { return nil }
        return ProjectionDefinition(.system, "EPSG:\(code)")
    }

    /// The mapping variable: the only one named, or the one that lists our axes (`"crs1: x y crs2: lat lon"`).
    private func mapping() -> CFAttributes? {
        let words = variable.names("grid_mapping")
        let named = words.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
        guard !words.isEmpty else { return nil }
        var chosen = named.first ?? words[0]
        var current: String?
        for word in words where !named.isEmpty {
            if word.hasSuffix(":") {
                current = String(word.dropLast())
            } else if let current, axisNames.contains(word) {
                chosen = current
                break
            }
        }
        guard let found = arrays.attributes(of: chosen) else {
            report(.absentGridMapping(name: chosen))
            return nil
        }
        return found
    }

    /// Attributes of the mapping variable, for the transform that it may hold.
    var variableMapping: CFAttributes? { mapping() }

    private func fromMapping(_ mapping: CFAttributes) -> ProjectionDefinition? {
        fromTexts(mapping, ["crs_wkt", "spatial_ref"]) ?? fromAttributes(mapping) ?? fromCode(mapping)
            ?? fromTexts(mapping, ["proj4_params", "proj4", "proj4_string", "proj4text"])
    }

    private func fromTexts(_ attributes: CFAttributes, _ names: [String]) -> ProjectionDefinition? {
        for name in names {
            guard let text = attributes.text(name) else { continue }
            if let found = ProjectionDefinition(form(of: text), text) { return found }
            report(.unusableReferenceSystem(attribute: name))
        }
        return nil
    }

    /// A PROJ text without datum is an operation: its latitudes are taken as they are.
    private func form(of text: String) -> ProjectionDefinition.Form {
        let isProjString = text.contains("proj=") && !text.contains("[")
        let hasDatum = ["datum=", "towgs84=", "nadgrids=", "type=crs"].contains(where: text.contains)
        return isProjString && !hasDatum && !text.contains("+units=k") ? .operation : .system
    }

    private func fromAttributes(_ mapping: CFAttributes) -> ProjectionDefinition? {
        guard let words = CFProjection(mapping, metresPerUnit: metresPerUnit).words() else { return nil }
        let figure = EarthFigure(mapping)
        if !figure.isStated {
            report(.noFigureOfTheEarth)
        }
        return ProjectionDefinition(.operation, (words + figure.words).joined(separator: " "))
    }

    private func fromCode(_ mapping: CFAttributes) -> ProjectionDefinition? {
        for name in ["id", "srid", "epsg", "EPSG_code"] {
            let number =
                mapping.number(name)
                ?? mapping.text(name).flatMap { Double($0.split(separator: ":").last ?? "") }
            if let number, let found = code(number) { return found }
        }
        return nil
    }
}
