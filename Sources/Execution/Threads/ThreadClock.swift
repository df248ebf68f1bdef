internal import CPlatform

/// The clock of the calling thread.
package enum ThreadClock {
    /// Time that it has had on processors so far, in nanoseconds.
    package static var cpuNanoseconds: UInt64 { sluice_thread_cpu_nanoseconds() }
}
