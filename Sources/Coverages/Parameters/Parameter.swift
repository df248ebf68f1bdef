internal import CF
package import Cube
internal import JSON

/// What is measured or modelled: a variable as a coverage tells of it.
package struct Parameter: Sendable {
    /// What kind of numbers the values are.
    package enum DataType: String, Sendable {
        case float, integer
    }

    /// One meaning of a value that is a flag.
    package struct Category: Sendable, Equatable {
        /// Its identifier: an address.
        package let id: String
        package let label: String
        package let value: Int64
    }

    /// Where CF standard names are defined.
    package static let vocabulary = "http://vocab.nerc.ac.uk/standard_name/"

    package let name: String
    package let title: String
    /// What its maker says of it; nil where that is nothing.
    package let comment: String?
    /// The identifier of what is observed: that of its standard name, or else an address of its own.
    let propertyID: String
    let propertyLabel: String
    /// `1` for numbers without units.
    package let unit: String
    /// Empty unless the values are flags.
    package let categories: [Category]
    package let dataType: DataType

    /// `address` is that of the dataset, with which identifiers of its own begin.
    package init(_ variable: Variable, address: String) {
        let own = "\(address)#\(variable.name)"
        let standardName = Self.worded(variable.standardName)
        name = variable.name
        title = Self.worded(variable.title) ?? variable.name
        let comment = variable.stored.attributes["comment"]?.stringValue
        self.comment = Self.worded(comment).map { DisplayText.listed($0) }
        propertyID = standardName.map { Self.vocabulary + $0 + "/" } ?? own
        propertyLabel = standardName ?? title
        unit = Self.worded(variable.units) ?? "1"
        categories = FlagCategory.all(of: variable).map {
            Category(id: "\(own)/\($0.label)", label: $0.label, value: $0.value)
        }
        dataType = DataType(variable)
    }

    /// Attributes that were left empty say nothing, and client models refuse them.
    private static func worded(_ text: String?) -> String? {
        text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }
}

extension Parameter.DataType {
    package init(_ variable: Variable) {
        switch variable.packing.valueType {
        case .float, .double: self = .float
        case .signedInteger, .unsignedInteger: self = .integer
        }
    }
}
