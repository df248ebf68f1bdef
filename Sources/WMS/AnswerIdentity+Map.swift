internal import Cube
internal import Execution
internal import Gateway
internal import Serving

extension AnswerIdentity {
    /// Raised whenever the same request would give other bytes than before.
    private static let rendererVersion = "wms-2"

    init(_ dataset: Dataset) {
        self.init(dataset, renderer: Self.rendererVersion)
    }

    /// Everything that decides one layer's pixels but its colours.
    mutating func add(_ plan: MapPlan) {
        add(plan.variable.name)
        digest.add(plan.variable.converted == nil ? nil : plan.variable.units ?? "")
        digest.add(plan.matches.count)
        for match in plan.matches {
            add(match.axis.name)
            digest.add(match.index)
        }
        let target = plan.target
        add("\(target.system)")
        digest.add([target.minX, target.minY, target.maxX, target.maxY])
        digest.add(target.width)
        digest.add(target.height)
    }
}

extension DatasetRequest {
    func wantsDryRun(_ parameters: WMSParameters) -> Bool {
        DryRun.isAsked(request, parameter: parameters["DRYRUN"])
    }

    /// Limits that a picture meets.
    func dryRun(_ make: () throws -> DryRun) throws -> Response {
        try dryRun(
            limits: [.chunks, .decodedBytes, .fetchedBytes, .seconds, .pixels, .pictureSide, .memory],
            make
        )
    }
}
