internal import CPlatform

/// Whether a thread's work comes behind everybody else's on the processors of the host.
package enum ThreadPriority {
    /// Processor time of the calling thread so far, in nanoseconds.
    package static var cpuNanoseconds: UInt64 { sluice_thread_cpu_nanoseconds() }

    /// Makes the calling thread one that runs where no other wants to (SCHED_IDLE), or again one like others.
    ///
    /// - Returns: false where the system does not allow it.
    package static func setIdle(_ isIdle: Bool) -> Bool {
        sluice_thread_set_idle(isIdle ? 1 : 0) == 0
    }

    /// Whether a thread that has become idle may come back: found out by one that tries (sched(7): the way back needs
    /// RLIMIT_NICE).
    package static let canReturn: Bool = {
        let found = Monitor(false)
        let thread = WorkerThread(name: "priority") {
            let isPossible = setIdle(true) && setIdle(false)
            found.update { $0 = isPossible }
        }
        thread.join()
        return found.withLock { $0 }
    }()
}
