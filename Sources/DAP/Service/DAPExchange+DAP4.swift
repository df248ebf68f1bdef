internal import Cube
internal import Execution
internal import Gateway
internal import Serving

extension DAPExchange {
    /// A wish for checksums is ignored here: they would mean reading everything.
    func metadata(_ type: String) throws -> Response {
        guard !request.rawQuery.isEmpty else {
            let document = try document("dmr") { try dap4().metadata }
            let response = DAPResponse.make(
                contentType: type,
                description: nil,
                body: document.body,
                isDAP4: true
            )
            return identified(response, "dmr-2 \(type) \(document.digest)")
        }
        let request = try dap4()
        let response = DAPResponse.xml(request.metadata, type: type, isDAP4: true)
        return identified(response, "dmr-2 \(type) \(request.projection.canonicalText)")
    }

    func dap4Data() throws -> Response {
        let (request, data) = try context.measurements.measure(.plan) {
            let request = try dap4()
            return (request, try request.data())
        }
        let write: @Sendable (any BodyWriter) throws -> Void = { [context] writer in
            try data.write(to: writer, context: context)
        }
        let body =
            data.length.map { .measured(length: $0, isWhole: data.isWhole, write) }
            ?? ResponseBody.deferred(write)
        let response = DAPResponse.make(
            contentType: "application/vnd.opendap.dap4.data",
            description: nil,
            body: body,
            isDAP4: true
        )
        let checksums = request.query.wantsChecksums ? "crc" : "plain"
        return identified(response, "dap-2 \(checksums) \(request.projection.canonicalText)")
    }

    func dap4DryRun() throws(Failure) -> DryRun {
        let request = try dap4()
        let data = try request.data()
        return DryRun([try request.plan()], length: data.length, memory: data.reserved)
    }

    private func dap4() throws(Failure) -> DAP4Request {
        try DAP4Request(dataset: dataset, rawQuery: request.rawQuery)
    }
}
