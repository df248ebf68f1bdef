internal import Execution
package import JSON

/// A group of a hierarchy, with everything below it that could be understood.
package final class ZarrGroup: Sendable {
    /// Empty for the root.
    package let path: String
    package let attributes: JSONObject
    /// Arrays of numbers directly in this group, in the order of the consolidated document or by name.
    package let arrays: [ZarrArray]
    /// Arrays of texts, records and the like: they can be read, and no service computes with them.
    package let others: [ZarrArray]
    package let groups: [ZarrGroup]
    /// Arrays and groups directly in this group that cannot be used, by name: they spoil nothing else.
    package let unusable: [UnusableNode]
    /// Identity of the metadata: changes when the documents do (ETag of the consolidated document, or a digest).
    package let validator: String
    /// What the hierarchy takes of the worker's memory; only its top has it.
    private let memory: Reservation?

    package convenience init(
        path: String,
        attributes: JSONObject,
        arrays: [ZarrArray],
        others: [ZarrArray] = [],
        groups: [ZarrGroup],
        unusable: [UnusableNode],
        validator: String
    ) {
        self.init(path, attributes, arrays, others, groups, unusable, validator, memory: nil)
    }

    private init(
        _ path: String,
        _ attributes: JSONObject,
        _ arrays: [ZarrArray],
        _ others: [ZarrArray],
        _ groups: [ZarrGroup],
        _ unusable: [UnusableNode],
        _ validator: String,
        memory: Reservation?
    ) {
        self.path = path
        self.attributes = attributes
        self.arrays = arrays
        self.others = others
        self.groups = groups
        self.unusable = unusable
        self.validator = validator
        self.memory = memory
    }

    /// The same, which holds memory for as long as it is there.
    func holding(_ memory: Reservation) -> ZarrGroup {
        ZarrGroup(path, attributes, arrays, others, groups, unusable, validator, memory: memory)
    }

    /// Bytes that it holds in the worker's ledger.
    package var heldBytes: Int { memory?.bytes ?? 0 }

    /// The group below this one at a path such as `surface/daily`; itself for the empty path.
    package func group(at path: String) -> ZarrGroup? {
        let names = path.split(separator: "/")
        guard let first = names.first else { return self }
        let child = groups.first { $0.path.split(separator: "/").last == first }
        return child?.group(at: names.dropFirst().joined(separator: "/"))
    }
}

/// An array or group that is there and cannot be used, with the reason and what it says of itself.
package struct UnusableNode: Sendable {
    package let name: String
    package let error: ZarrError
    /// Attributes as stored; a grid mapping is all attributes, whatever the type of its values.
    package let attributes: JSONObject

    package init(name: String, error: ZarrError, attributes: JSONObject = JSONObject()) {
        self.name = name
        self.error = error
        self.attributes = attributes
    }
}
