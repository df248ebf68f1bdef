/// An object that the caller has already, in case the store's is still the same.
package final class ConditionalObject: Sendable, Hashable {
    let object: StoredObject

    init(_ object: StoredObject) { self.object = object }

    package static func == (left: ConditionalObject, right: ConditionalObject) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
