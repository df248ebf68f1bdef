package import JSON
package import Zarr

extension ZarrGroup {
    /// A group of arrays in memory.
    package static func fixture(
        _ path: String = "",
        _ arrays: [FixtureArray] = [],
        texts: [FixtureTexts] = [],
        attributes: [(String, JSONValue)] = [],
        groups: [ZarrGroup] = [],
        validator: String = "1"
    ) -> ZarrGroup {
        ZarrGroup(
            path: path,
            attributes: JSONObject(attributes),
            arrays: arrays.map(\.opened),
            others: texts.map(\.opened),
            groups: groups,
            unusable: [],
            validator: validator
        )
    }
}
