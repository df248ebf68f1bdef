internal import Execution

extension RequestMetrics {
    /// The numbers in Prometheus' text format, version 0.0.4.
    package var text: String {
        var text = ""
        Self.begin(
            "sluice_requests_total",
            "counter",
            "Requests answered, by outcome (499: the client left).",
            &text
        )
        for (index, group) in groups.enumerated() {
            for counter in GroupCounter.allCases {
                guard let outcome = counter.outcome else { continue }
                text +=
                    "sluice_requests_total{group=\"\(group)\",status=\"\(outcome)\"} \(value(counter, group: index))\n"
            }
        }
        appendHistogram(&text)
        append("sluice_cut_answers_total", "Answers that ended before their promised length.", .cut, &text)
        append("sluice_response_bytes_total", "Bytes of bodies sent.", .bytes, &text)
        append(
            "sluice_cpu_seconds_total",
            "CPU time of requests' own threads.",
            .cpuNanoseconds,
            scale: 1e-9,
            &text
        )
        append(
            "sluice_queue_wait_seconds_total",
            "Time that answered requests had waited for a thread, since nginx had received them.",
            .waitedNanoseconds,
            scale: 1e-9,
            &text
        )
        for counter in Measurements.Counter.allCases {
            let name = "sluice_\(counter.name)_total"
            Self.begin(name, "counter", "Sum over all requests.", &text)
            text += "\(name) \(value(counter))\n"
        }
        Self.begin("sluice_worker_starts_total", "counter", "Worker processes started.", &text)
        text += "sluice_worker_starts_total \(workerStarts)\n"
        return text
    }

    private func appendHistogram(_ text: inout String) {
        let name = "sluice_request_seconds"
        Self.begin(name, "histogram", "Time from accepting a request to its last byte.", &text)
        for (index, group) in groups.enumerated() {
            var sum: UInt64 = 0
            let ends = Self.bounds.map { "\($0)" } + ["+Inf"]
            for (end, count) in zip(ends, steps(group: index)) {
                sum += count
                text += "\(name)_bucket{group=\"\(group)\",le=\"\(end)\"} \(sum)\n"
            }
            text += "\(name)_sum{group=\"\(group)\"} \(Double(value(.nanoseconds, group: index)) / 1e9)\n"
            text += "\(name)_count{group=\"\(group)\"} \(sum)\n"
        }
    }

    private func append(
        _ name: String,
        _ help: String,
        _ counter: GroupCounter,
        scale: Double? = nil,
        _ text: inout String
    ) {
        Self.begin(name, "counter", help, &text)
        for (index, group) in groups.enumerated() {
            let value = value(counter, group: index)
            text += "\(name){group=\"\(group)\"} \(scale.map { "\(Double(value) * $0)" } ?? "\(value)")\n"
        }
    }

    private static func begin(_ name: String, _ type: String, _ help: String, _ text: inout String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
}
