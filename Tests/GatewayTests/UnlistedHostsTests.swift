import Execution
import Testing

@testable import Gateway

@Suite struct UnlistedHostsTests {
    private func met(_ requests: [[(String, String)]]) -> [String] {
        let told = Monitor<[String]>([])
        let hosts = UnlistedHosts { host in told.withLock { $0.append(host) } }
        for parameters in requests { hosts.meet(FastCGIParameters(parameters)) }
        return told.withLock { $0 }
    }

    @Test func eachNameIsToldOnce() {
        let request = [("SLUICE_HOST", ""), ("HTTP_HOST", "cubes.example.org:8080")]
        #expect(met([request, request]) == ["cubes.example.org:8080"])
    }

    @Test func whatIsListedOrNoNameIsNotTold() {
        #expect(met([[("SLUICE_HOST", "a"), ("HTTP_HOST", "a")], [("HTTP_HOST", "a<b")], []]).isEmpty)
    }

    @Test func strangersCannotFillTheLog() {
        #expect(met((0..<1000).map { [("HTTP_HOST", "h\($0)")] }).count == 8)
    }
}
