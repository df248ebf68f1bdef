internal import Synchronization

/// A value that is worked out when it is first wanted, and shared by all copies of who holds it.
package final class MadeOnce<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    package init() {}

    /// `make` always gives the same value; two first uses at once may both call it.
    package func get(_ make: () -> Value) -> Value {
        if let value = value.withLock({ $0 }) { return value }
        let made = make()
        value.withLock { $0 = made }
        return made
    }
}
