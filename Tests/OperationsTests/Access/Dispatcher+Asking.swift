import Execution
import Principals

@testable import Gateway

extension Dispatcher {
    /// Asks for a path with its query as nginx would for `principal`, from elsewhere than the site's own monitors.
    func get(
        _ target: String,
        _ headers: [(String, String)],
        as principal: Principal
    ) throws -> FinishedResponse {
        let halves = target.split(separator: "?", maxSplits: 1)
        let request = Request(
            path: try RequestPath(raw: String(halves[0])),
            rawQuery: halves.count == 2 ? String(halves[1]) : "",
            headers: HTTPFields(headers.map { (name: $0.0, value: $0.1) }),
            origin: PublicOrigin(scheme: "https", host: "example.org", prefix: ""),
            principal: principal,
            id: "r"
        )
        return answer(request, context: .background(seconds: 30))
    }
}
