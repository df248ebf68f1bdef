internal import CPlatform
internal import Glibc

/// A thread with an owner: the code that starts it joins it.
package final class WorkerThread: Sendable {
    /// Enough for PROJ, GEOS and libcurl, little enough for a hundred threads.
    private static let stackBytes = 2 << 20

    private let thread: pthread_t

    /// Starts a thread; `name` (15 bytes are kept) shows in `top -H`.
    package init(name: String, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        defer { pthread_attr_destroy(&attributes) }
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        var made = pthread_t()
        let result = pthread_create(&made, &attributes, { Body.start($0) }, box.toOpaque())
        precondition(result == 0, "a thread cannot be started")
        thread = made
    }

    /// Waits until the thread's body has returned; call it once.
    package func join() {
        pthread_join(thread, nil)
    }

    /// Interrupts the system call that the thread waits in, if any.
    package func interrupt(signal: Int32) {
        pthread_kill(thread, signal)
    }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }

        static func start(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let pointer else { return nil }
            let body = Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue()
            sluice_thread_set_name(body.name)
            body.run()
            return nil
        }
    }
}
