internal import CRS
internal import JSON
internal import Zarr

/// What attributes tell of cells and variables that a policy hides.
///
/// Writers put extents, counts and names of everything into attributes (ACDD, GRIB, GDAL, STAC, actual ranges): where some
/// of the data is hidden only those are left that are known to say nothing of it.
extension Restriction {
    /// Of a group, those that say what the data is called and whose it is (CF 1.11, section 2.6.2; ACDD 1.3).
    private static let ofGroups: Set<String> = [
        "Conventions", "title", "institution", "source", "references", "license",
        "creator_name", "creator_url", "creator_type",
        "publisher_name", "publisher_url", "publisher_type", "project", "naming_authority",
        "standard_name_vocabulary", "product_version", "acknowledgement", "acknowledgment",
    ]

    /// Of an array with dimensions, those that say what its values mean (CF 1.11, appendix A; UGRID 1.0).
    private static let ofArrays: Set<String> = [
        "_FillValue", "_Unsigned", "add_offset", "ancillary_variables", "axis", "bounds", "calendar",
        "cell_measures", "cell_methods", "cf_role", "climatology", "compress", "computed_standard_name",
        "coordinates", "flag_masks", "flag_meanings", "flag_values", "formula_terms", "grid_mapping",
        "leap_month", "leap_year", "location", "long_name", "mesh", "missing_value", "month_lengths",
        "positive", "scale_factor", "standard_name", "start_index", "units", "units_metadata",
    ]

    /// Of data alone: of a coordinate they are the ends of its axis.
    private static let ofData: Set<String> = ["valid_max", "valid_min", "valid_range"]

    /// Attributes that hold names of variables (CF 1.11, appendix A).
    private static let withNames = [
        "ancillary_variables", "bounds", "cell_measures", "climatology", "coordinates", "formula_terms",
        "grid_mapping",
    ]

    /// Words in the names of attributes of a grid mapping that tell of extents, as GDAL and STAC write them.
    private static let extents = ["transform", "bbox", "shape", "bounds", "extent", "area", "usage"]

    /// The attributes of the group as they are left.
    func attributes(ofGroup attributes: JSONObject) -> JSONObject {
        guard policy.hidesData else { return attributes }
        return JSONObject(
            attributes.entries.filter { Self.ofGroups.contains($0.key) && !tellsHidden($0.key, $0.value) }
                .map { ($0.key, $0.value) }
        )
    }

    /// The attributes of an array along some dimensions as they are left; `isData` is true of data variables.
    func attributes(_ attributes: JSONObject, along dimensions: [String], isData: Bool) -> JSONObject {
        guard policy.hidesData else { return attributes }
        let rank = dimensions.count
        let left = attributes.entries.compactMap { entry -> (String, JSONValue)? in
            guard !hidesCells || tellsNoCells(entry.key, rank, isData),
                let value = rank == 0 && hidesCells ? Self.withoutExtents(entry.value) : entry.value
            else { return nil }
            guard Self.withNames.contains(entry.key), let text = value.stringValue else {
                return tellsHidden(entry.key, value) ? nil : (entry.key, value)
            }
            return named(text, along: dimensions).map { (entry.key, .string($0)) }
        }
        return JSONObject(left)
    }

    /// A reference system without the area that it says it is for: writers put the data's own there; nil where nothing is left.
    private static func withoutExtents(_ value: JSONValue) -> JSONValue? {
        let left = SystemDescription.withoutExtents(value)
        return left.isNull && !value.isNull ? nil : left
    }

    private func tellsNoCells(_ name: String, _ rank: Int, _ isData: Bool) -> Bool {
        guard rank > 0 else {
            let lowered = name.lowercased()
            return !Self.extents.contains { lowered.contains($0) }
        }
        return Self.ofArrays.contains(name) || isData && Self.ofData.contains(name)
    }

    /// A list of names that an array along some dimensions has, without those of hidden variables and of what it is not linked
    /// with any more, and without the words `key:` in front of them; nil where nothing is left.
    private func named(_ text: String, along dimensions: [String]) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        let isLeftOut = { (word: Substring) in
            hides(name: word) || !(unlinked[String(word)]?.isSubset(of: dimensions) ?? true)
        }
        guard words.contains(where: isLeftOut) else { return text }
        var left: [Substring] = []
        for word in words {
            if isLeftOut(word) {
                if left.last?.hasSuffix(":") == true { left.removeLast() }
            } else {
                left.append(word)
            }
        }
        return left.isEmpty ? nil : left.joined(separator: " ")
    }

    /// Texts of a fixed vocabulary, in which the name of a variable is a word like any other.
    private static let ofVocabulary: Set<String> = [
        "axis", "calendar", "cell_methods", "cf_role", "flag_meanings", "grid_mapping_name", "positive",
        "standard_name", "units",
    ]

    /// Whether a text for people names a hidden variable; in a name for people a plain word counts as one.
    private func tellsHidden(_ attribute: String, _ value: JSONValue) -> Bool {
        guard !hidden.isEmpty, !Self.ofVocabulary.contains(attribute), let text = value.stringValue else {
            return false
        }
        return tellsHidden(text, isTitle: attribute == "long_name" || attribute == "title")
    }

    /// `isTitle`: of what is called after what it is only names count that are no words.
    func tellsHidden(_ text: String, isTitle: Bool) -> Bool {
        text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.contains { word in
            hides(name: word) && !(isTitle && word.allSatisfy(\.isLetter))
        }
    }

    private func hides(name: Substring) -> Bool { hidden.contains(String(name)) }
}
