internal import CF
internal import Cube
internal import JSON

/// One meaning of a variable that holds flags (CF 1.11, section 3.5).
struct FlagCategory: Equatable {
    let value: Int64
    let label: String

    /// More meanings than a legend can show are left out altogether.
    private static let maxCategories = 256

    /// Empty unless every value has one meaning and the values come out as the integers that are stored.
    static func all(of variable: Variable) -> [FlagCategory] {
        switch variable.packing.valueType {
        case .float, .double: return []
        case .signedInteger, .unsignedInteger: break
        }
        let attributes = variable.stored.attributes
        guard attributes["flag_masks"] == nil, let flags = attributes["flag_values"],
            let meanings = attributes["flag_meanings"]?.stringValue
        else { return [] }
        let values = (flags.arrayValue ?? [flags]).map(\.integerValue)
        let labels = meanings.split { $0 == " " || $0 == "\n" || $0 == "\t" }.map {
            DisplayText.title(String($0))
        }
        guard values.count == labels.count, (1...maxCategories).contains(values.count),
            Set(labels).count == labels.count
        else { return [] }
        let categories = zip(values, labels).compactMap { value, label in
            value.map { FlagCategory(value: $0, label: label) }
        }
        return categories.count == values.count ? categories : []
    }
}
