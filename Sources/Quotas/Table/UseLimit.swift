package import Execution

/// How much of each thing somebody may use within a window; nil is any amount.
package struct UseLimit: Sendable, Equatable {
    package var requests: UInt64?
    package var bytes: UInt64?
    package var cpuNanoseconds: UInt64?

    package init(requests: UInt64? = nil, bytes: UInt64? = nil, cpuNanoseconds: UInt64? = nil) {
        (self.requests, self.bytes, self.cpuNanoseconds) = (requests, bytes, cpuNanoseconds)
    }

    package subscript(unit: UseUnit) -> UInt64? {
        switch unit {
        case .requests: requests
        case .bytes: bytes
        case .cpuSeconds: cpuNanoseconds
        }
    }

    /// The part of one of so many hosts that do not know of each other: never nothing.
    func part(of hosts: Int) -> UseLimit {
        let part = { (limit: UInt64) in max(limit / UInt64(max(hosts, 1)), 1) }
        return UseLimit(
            requests: requests.map(part),
            bytes: bytes.map(part),
            cpuNanoseconds: cpuNanoseconds.map(part)
        )
    }

    /// The first unit of which `amount` is more than is left.
    func unit(brokenBy amount: Use, in window: SlidingWindow) -> UseUnit? {
        UseUnit.allCases.first { unit in
            guard amount[unit] > 0, let limit = self[unit] else { return false }
            return Use.sum(window.used(unit), amount[unit]) > limit
        }
    }
}
