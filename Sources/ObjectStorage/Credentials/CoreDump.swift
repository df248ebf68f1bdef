internal import CPlatform

/// Secrets lie in many places of a process that uses them: in texts, in libcurl, in buffers of TLS.
///
/// So from the first secret on, the kernel writes no core dump of it, and other processes of the same user cannot
/// attach to it.
package enum CoreDump {
    private static let isLeftOut: Bool = sluice_leave_out_of_core_dumps() == 0

    @discardableResult
    package static func leavesOutThisProcess() -> Bool { isLeftOut }
}
