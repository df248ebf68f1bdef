internal import Cube
internal import Failures
internal import Gateway
internal import Serving

extension AnswerIdentity {
    /// Raised whenever the same request would give other bytes than before.
    private static let rendererVersion = "wms-3"

    init(_ dataset: Dataset) {
        self.init(dataset, renderer: Self.rendererVersion)
    }
}

extension ResolvedRequest {
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
