internal import Synchronization

/// What other layers work out of a dataset's or a variable's metadata, kept as long as that: one value of each type.
package final class DerivedFacts: Sendable {
    private let values = Mutex<[ObjectIdentifier: any Sendable]>([:])

    init() {}

    /// The value of a type, made on first use; two first uses at once may both make it.
    ///
    /// `make` depends on the dataset or the variable alone, and reads nothing.
    package func value<Value: Sendable>(_ make: () -> Value) -> Value {
        let key = ObjectIdentifier(Value.self)
        if let kept = values.withLock({ $0[key] }) as? Value { return kept }
        let made = make()
        values.withLock { $0[key] = made }
        return made
    }
}
