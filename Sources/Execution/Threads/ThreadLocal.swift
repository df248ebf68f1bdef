internal import Glibc

/// One object per thread, made on first use and released when the thread ends: decompressors, scratch buffers.
///
/// The object never leaves its thread, so it needs no lock of its own.
package final class ThreadLocal<Value: AnyObject>: Sendable {
    private let key: pthread_key_t
    private let make: @Sendable () -> Value

    package init(_ make: @escaping @Sendable () -> Value) {
        var made = pthread_key_t()
        let result = pthread_key_create(&made) { pointer in
            guard let pointer else { return }
            Unmanaged<AnyObject>.fromOpaque(pointer).release()
        }
        precondition(result == 0, "out of thread-specific keys")
        key = made
        self.make = make
    }

    deinit {
        pthread_key_delete(key)
    }

    /// The calling thread's object.
    package var value: Value {
        if let pointer = pthread_getspecific(key) {
            return Unmanaged<Value>.fromOpaque(pointer).takeUnretainedValue()
        }
        let made = make()
        pthread_setspecific(key, Unmanaged.passRetained(made).toOpaque())
        return made
    }
}
