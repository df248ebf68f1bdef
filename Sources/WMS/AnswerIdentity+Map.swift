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
        add(plan.slice)
        let target = plan.target
        add("\(target.system)")
        digest.add([target.minX, target.minY, target.maxX, target.maxY])
        digest.add(target.width)
        digest.add(target.height)
    }

    /// Everything that decides a value under a pixel.
    mutating func add(_ plan: CellPlan) {
        add(plan.slice)
        digest.add(plan.cell?.column ?? -1)
        digest.add(plan.cell?.row ?? -1)
    }

    private mutating func add(_ slice: Slice) {
        add(slice.variable.name)
        digest.add(slice.variable.converted == nil ? nil : slice.variable.units ?? "")
        digest.add(slice.matches.count)
        for match in slice.matches {
            add(match.axis.name)
            digest.add(match.index)
        }
    }
}

extension DatasetRequest {
    func wantsDryRun(_ parameters: WMSParameters) -> Bool {
        DryRun.isAsked(request, parameter: parameters["DRYRUN"])
    }

    /// Limits that a picture meets.
    func dryRun(_ make: () throws -> DryRun) throws -> Response {
        try dryRun(limits: [.chunks, .decodedBytes, .fetchedBytes, .seconds, .pixels], make)
    }
}
