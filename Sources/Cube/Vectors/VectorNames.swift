/// How standard names tell the parts of one vector (CF standard name table).
struct VectorNames: Equatable {
    /// Of the other component, in the same words.
    let second: String
    let form: VectorPair.Form
    /// Of its length and its direction, as the table has them where it does.
    let magnitude: String
    let direction: String
    /// Winds are told by where they come from, all else by where it goes.
    let isFrom: Bool

    /// Of the standard name of a first component, or of a magnitude with a direction; nil for others.
    init?(first name: String) {
        var words = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard let place = words.firstIndex(where: { $0 == "eastward" || $0 == "x" }) else { return nil }
        let isGeographic = words[place] == "eastward"
        form = isGeographic ? .geographic : .alongGrid
        words[place] = isGeographic ? "northward" : "y"
        second = words.joined(separator: "_")
        words.remove(at: place)
        // An older form of the names of components along a grid.
        let base = words.joined(separator: "_")
        isFrom = words.contains("wind")
        if words.last == "wind" {
            magnitude = base + "_speed"
        } else if words.last == "velocity" {
            magnitude = words.dropLast().joined(separator: "_") + "_speed"
        } else {
            magnitude = "magnitude_of_" + base
        }
        direction = base + (isFrom ? "_from_direction" : "_to_direction")
    }

    /// Standard names of the directions that a magnitude may have, with whether they tell where it comes from.
    static func directions(of magnitude: String) -> [(name: String, isFrom: Bool)] {
        guard magnitude.hasSuffix("_speed") else { return [] }
        let base = String(magnitude.dropLast("_speed".count))
        return [base, base + "_velocity"].flatMap { base in
            [(base + "_from_direction", true), (base + "_to_direction", false)]
        } + [("direction_of_\(base)_velocity", false)]
    }
}
