internal import Cube
internal import Gateway
internal import JSON

/// What a map would cost, for a client that asks before it pays.
enum DryRun {
    /// `dryrun=1`, or `Prefer: dry-run` (RFC 7240).
    static func isAsked(_ request: Request, _ parameters: WMSParameters) -> Bool {
        if parameters["DRYRUN"] == "1" { return true }
        let preferences = request.headers["Prefer"]?.split(separator: ",") ?? []
        return preferences.contains { $0.filter { $0 != " " } == "dry-run" }
    }

    static func response(_ plans: [MapPlan]) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.key("arrays")
        json.beginArray()
        for plan in plans {
            json.beginObject()
            json.member("name", .string(plan.variable.name))
            json.member("chunks", JSONValue(plan.cost.chunks))
            json.member("decoded_bytes", JSONValue(plan.cost.decodedBytes))
            json.endObject()
        }
        json.endArray()
        json.member("chunks", JSONValue(plans.reduce(0) { $0 + $1.cost.chunks }))
        json.member("decoded_bytes", JSONValue(plans.reduce(0) { $0 + $1.cost.decodedBytes }))
        json.member("exact", ["chunks", "decoded_bytes"])
        if let limits = plans.first?.dataset.limits {
            json.key("limits")
            json.beginObject()
            json.member("chunks", JSONValue(limits.chunks))
            json.member("decoded_bytes", JSONValue(limits.decodedBytes))
            json.member("pixels", JSONValue(limits.pixels))
            json.endObject()
        }
        json.endObject()
        return Response(contentType: "application/json", body: .bytes(json.bytes))
    }
}
