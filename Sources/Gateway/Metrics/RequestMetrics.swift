package import Execution

/// What the requests of a host have come to and cost, by group.
package struct RequestMetrics: Sendable {
    /// Numbers of one group, in the order in which they lie in memory; the steps of `bounds` follow.
    enum GroupCounter: Int, CaseIterable {
        case success, redirection, clientError, serverError, left, cut, bytes, nanoseconds, cpuNanoseconds
        case waitedNanoseconds

        /// The label of a counter of requests; nil for the others.
        var outcome: String? {
            switch self {
            case .success: "2xx"
            case .redirection: "3xx"
            case .clientError: "4xx"
            case .serverError: "5xx"
            case .left: "499"
            default: nil
            }
        }
    }

    /// Upper ends of the histogram's steps, in seconds; a last step holds the rest.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    private static let perGroup = GroupCounter.allCases.count + bounds.count + 1

    let groups: [String]
    private let counters: SharedCounters

    /// Nil when the memory cannot be mapped; workers and supervisor must name the same groups.
    package init?(descriptor: Int32, groups: [String]) {
        let total = groups.count * Self.perGroup + Measurements.Counter.allCases.count + 1
        guard let counters = SharedCounters(descriptor: descriptor, count: total) else { return nil }
        self.groups = groups
        self.counters = counters
    }

    /// Counts one answered request; a group that is not listed is not counted.
    package func observe(
        group: String,
        answered: Answered,
        nanoseconds: UInt64,
        cpuNanoseconds: UInt64,
        waitedNanoseconds: UInt64 = 0,
        measurements: Measurements
    ) {
        guard let index = groups.firstIndex(of: group) else { return }
        let base = index * Self.perGroup
        counters.add(1, to: base + Self.outcome(of: answered.status).rawValue)
        if answered.isCut { counters.add(1, to: base + GroupCounter.cut.rawValue) }
        counters.add(UInt64(answered.bytes), to: base + GroupCounter.bytes.rawValue)
        counters.add(nanoseconds, to: base + GroupCounter.nanoseconds.rawValue)
        counters.add(cpuNanoseconds, to: base + GroupCounter.cpuNanoseconds.rawValue)
        counters.add(waitedNanoseconds, to: base + GroupCounter.waitedNanoseconds.rawValue)
        let seconds = Double(nanoseconds) / 1e9
        let step = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        counters.add(1, to: base + GroupCounter.allCases.count + step)
        for counter in Measurements.Counter.allCases where measurements.count(of: counter) > 0 {
            counters.add(UInt64(measurements.count(of: counter)), to: storageIndex(counter))
        }
    }

    package func countWorkerStart() {
        counters.add(1, to: workerStartIndex)
    }

    func value(_ counter: GroupCounter, group: Int) -> UInt64 {
        counters[group * Self.perGroup + counter.rawValue]
    }

    /// Requests within each step, not summed up.
    func steps(group: Int) -> [UInt64] {
        (0...Self.bounds.count).map { counters[group * Self.perGroup + GroupCounter.allCases.count + $0] }
    }

    func value(_ counter: Measurements.Counter) -> UInt64 { counters[storageIndex(counter)] }

    var workerStarts: UInt64 { counters[workerStartIndex] }

    private func storageIndex(_ counter: Measurements.Counter) -> Int {
        groups.count * Self.perGroup + counter.rawValue
    }

    private var workerStartIndex: Int { groups.count * Self.perGroup + Measurements.Counter.allCases.count }

    private static func outcome(of status: Int) -> GroupCounter {
        switch status {
        case 200..<300: .success
        case 300..<400: .redirection
        case 400..<500: .clientError
        case 500...: .serverError
        default: .left
        }
    }
}
