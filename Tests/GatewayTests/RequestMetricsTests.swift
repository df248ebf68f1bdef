import Execution
import Glibc
import Testing

@testable import Gateway

@Suite struct RequestMetricsTests {
    private let descriptor: Int32
    private let metrics: RequestMetrics

    init() throws {
        var name = Array("/tmp/sluice-test-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        unlink(name)
        metrics = try #require(RequestMetrics(descriptor: descriptor, groups: ["interactive", "bulk"]))
    }

    private func observe(_ group: String, _ status: Int, milliseconds: UInt64 = 3, cut: Bool = false) {
        let measurements = Measurements()
        measurements.add(2, to: .storeReads)
        metrics.observe(
            group: group,
            answered: Answered(status: status, bytes: 10, isCut: cut),
            nanoseconds: milliseconds * 1_000_000,
            cpuNanoseconds: 500_000,
            measurements: measurements
        )
    }

    @Test func countsByGroupAndOutcome() {
        for status in [200, 204, 304, 404, 499, 500, 503, 0] { observe("bulk", status) }
        observe("interactive", 200, milliseconds: 70_000, cut: true)
        observe("nowhere", 200)
        metrics.countWorkerStart()
        let lines = metrics.text.split(separator: "\n")
        for line in [
            #"sluice_requests_total{group="bulk",status="2xx"} 2"#,
            #"sluice_requests_total{group="bulk",status="3xx"} 1"#,
            #"sluice_requests_total{group="bulk",status="4xx"} 2"#,
            #"sluice_requests_total{group="bulk",status="5xx"} 2"#,
            #"sluice_requests_total{group="bulk",status="499"} 1"#,
            #"sluice_request_seconds_bucket{group="bulk",le="0.0025"} 0"#,
            #"sluice_request_seconds_bucket{group="bulk",le="0.005"} 8"#,
            #"sluice_request_seconds_bucket{group="bulk",le="+Inf"} 8"#,
            #"sluice_request_seconds_bucket{group="interactive",le="60.0"} 0"#,
            #"sluice_request_seconds_bucket{group="interactive",le="+Inf"} 1"#,
            #"sluice_request_seconds_sum{group="interactive"} 70.0"#,
            #"sluice_cut_answers_total{group="interactive"} 1"#,
            #"sluice_response_bytes_total{group="bulk"} 80"#,
            "sluice_store_reads_total 18", "sluice_worker_starts_total 1",
        ] {
            #expect(lines.contains(Substring(line)))
        }
    }

    @Test func everyLineIsACommentOrANumber() {
        observe("bulk", 200)
        for line in metrics.text.split(separator: "\n") where !line.hasPrefix("# ") {
            let parts = line.split(separator: " ")
            #expect(parts.count == 2 && Double(parts[1]) != nil)
        }
    }

    @Test func whoeverMapsTheFileSeesTheSameNumbers() throws {
        observe("bulk", 200)
        let other = try #require(
            RequestMetrics(descriptor: dup(descriptor), groups: ["interactive", "bulk"])
        )
        #expect(other.text == metrics.text)
    }
}
