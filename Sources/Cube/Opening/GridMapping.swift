internal import CRS
internal import CF
internal import JSON

/// Finds the projection of a variable, in the digest's order of sources (cf.md, section 9.1).
struct GridMapping {
    let variable: CFAttributes
    let group: CFAttributes
    let arrays: ArrayCatalogue
    /// Names of the variable's x and y coordinates.
    let axisNames: [String]
    let metresPerUnit: Double
    /// Is given findings about the variable.
    let report: (MetadataProblem) -> Void

    func projector() -> Projector? {
        if let found = projConvention(variable) ?? projConvention(group) ?? gdal(variable) ?? gdal(group) {
            return found
        }
        let mapping = mapping()
        let texts = ["crs", "crs_wkt", "spatial_ref", "proj4"]
        let found =
            mapping.flatMap { fromMapping($0.attributes) } ?? fromTexts(variable, texts)
            ?? fromTexts(group, texts)
        if found == nil, let mapping { tellUnknown(mapping.name, mapping.attributes) }
        return found
    }

    /// Reports a mapping that tells no projection, unless why a text of it is none was reported.
    private func tellUnknown(_ name: String, _ mapping: CFAttributes) {
        guard Self.texts.allSatisfy({ mapping.text($0) == nil }),
            CFProjection(mapping, metresPerUnit: metresPerUnit).words() == nil
        else { return }
        let projection = mapping.text("grid_mapping_name")
        // Systems of degrees place no x and y, which is told by itself.
        let others: Set<String> = ["latitude_longitude", "healpix", "reduced_gaussian"]
        if let projection, others.contains(projection.lowercased()) { return }
        report(.unknownGridMapping(name: name, projection: projection))
    }

    /// The `proj:` convention of Zarr.
    private func projConvention(_ attributes: CFAttributes) -> Projector? {
        document(attributes.object["proj:projjson"], of: "proj:projjson")
            ?? fromTexts(attributes, ["proj:wkt2", "proj:code"])
            ?? attributes.number("proj:epsg").flatMap(code)
    }

    /// What GDAL's Zarr driver writes beside an array: one system in three forms; others write the text of one alone.
    private func gdal(_ attributes: CFAttributes) -> Projector? {
        guard let value = attributes.object["_CRS"], value != .null else { return nil }
        if let text = value.stringValue { return made(text, of: "_CRS") }
        let names = ["projjson", "wkt", "url"]
        guard let forms = value.objectValue.map(CFAttributes.init),
            names.contains(where: { forms.object[$0] != nil })
        else {
            let excerpt = ReferenceSystemRefusal.excerpt(String(decoding: value.bytes, as: UTF8.self))
            report(.unusableReferenceSystem(attribute: "_CRS", reason: .unreadable(near: excerpt)))
            return nil
        }
        return document(forms.object["projjson"], of: "_CRS") ?? fromTexts(forms, names, of: "_CRS")
    }

    /// PROJJSON as an object.
    private func document(_ value: JSONValue?, of attribute: String) -> Projector? {
        guard let object = value?.objectValue else { return nil }
        return made(String(decoding: JSONValue.object(object).bytes, as: UTF8.self), of: attribute)
    }

    private func code(_ number: Double) -> Projector? {
        guard let code = Int(exactly: number), (1000...99_999).contains(code) else { return nil }
        return try? Projector(text: "EPSG:\(code)")
    }

    /// The projection of a text; why it is none is reported.
    private func made(_ text: String, of attribute: String) -> Projector? {
        do {
            return try Projector(text: text)
        } catch {
            report(.unusableReferenceSystem(attribute: attribute, reason: error))
            return nil
        }
    }

    /// The mapping variable: the only one named, or the one that lists our axes (`"crs1: x y crs2: lat lon"`).
    private func mapping() -> (name: String, attributes: CFAttributes)? {
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
        return (chosen, found)
    }

    /// Attributes of the mapping variable, for the transform that it may hold.
    var variableMapping: CFAttributes? { mapping()?.attributes }

    private static let wellKnownTexts = ["crs_wkt", "spatial_ref"]
    private static let projTexts = ["proj4_params", "proj4", "proj4_string", "proj4text"]
    private static var texts: [String] { wellKnownTexts + projTexts }

    private func fromMapping(_ mapping: CFAttributes) -> Projector? {
        fromTexts(mapping, Self.wellKnownTexts) ?? fromAttributes(mapping) ?? fromCode(mapping)
            ?? fromTexts(mapping, Self.projTexts)
    }

    /// The first of some texts that is a reference system; `holder` is the attribute that they are in, if they are none.
    private func fromTexts(_ attributes: CFAttributes, _ names: [String], of holder: String? = nil)
        -> Projector?
    {
        names.lazy.compactMap { name in
            attributes.text(name).flatMap { made($0, of: holder ?? name) }
        }.first
    }

    private func fromAttributes(_ mapping: CFAttributes) -> Projector? {
        guard let words = CFProjection(mapping, metresPerUnit: metresPerUnit).words() else { return nil }
        let figure = EarthFigure(mapping)
        if !figure.isStated {
            report(.noFigureOfTheEarth)
        }
        return made((words + figure.words).joined(separator: " "), of: "grid_mapping_name")
    }

    private func fromCode(_ mapping: CFAttributes) -> Projector? {
        for name in ["id", "srid", "epsg", "EPSG_code", "epsg_code"] {
            let number =
                mapping.number(name)
                ?? mapping.text(name).flatMap { Double($0.split(separator: ":").last ?? "") }
            if let number, let found = code(number) { return found }
        }
        return nil
    }
}
