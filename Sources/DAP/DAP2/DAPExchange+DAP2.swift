internal import Cube
internal import Execution
internal import Gateway

extension DAPExchange {
    func structure() throws -> Response {
        let projection = try dap2().projection
        let response = DAPResponse.text(DDS.text(projection), description: "dods-dds")
        return identified(response, "dds \(projection.canonicalText)")
    }

    /// A constraint on `.das` is ignored, not refused: pydap sends one.
    func attributes() -> Response {
        let text = DAS.text(DAP2Inventory(dataset), global: dataset.attributes)
        return identified(DAPResponse.text(text, description: "dods-das"), "das")
    }

    func dap2Data() throws -> Response {
        let (constraint, data) = try context.measurements.measure(.plan) {
            let request = try dap2()
            return (request.projection.canonicalText, try request.data())
        }
        let body = ResponseBody.measured(length: data.length) { [context] writer in
            try data.write(to: writer, context: context)
        }
        let response = DAPResponse.make(
            contentType: "application/octet-stream",
            description: "dods-data",
            body: body
        )
        return identified(response, "dods \(constraint)")
    }

    func dap2Text() throws -> Response {
        let (constraint, text) = try context.measurements.measure(.plan) {
            let request = try dap2()
            return (request.projection.canonicalText, try request.text())
        }
        let body = ResponseBody.deferred { [context] writer in try text.write(to: writer, context: context) }
        let response = DAPResponse.make(
            contentType: "text/plain; charset=utf-8",
            description: "dods-ascii",
            body: body
        )
        return identified(response, "ascii \(constraint)")
    }

    /// What `.dods` would cost; a request over a limit is answered with what it is over.
    func dryRun() throws(Failure) -> Response {
        let request = try dap2()
        return try dryRun { () throws(Failure) in
            let length = try request.data().length
            return DryRun.text(try request.plan(request.projection), length: length)
        }
    }

    /// Words the dry run of any protocol.
    func dryRun(_ make: () throws(Failure) -> [UInt8]) throws(Failure) -> Response {
        let bytes: [UInt8]
        do throws(Failure) {
            bytes = try make()
        } catch {
            guard case .tooLarge(let limit, _, let requested, _) = error else { throw error }
            bytes = DryRun.refusal(dataset, limit: limit, requested: requested, error)
        }
        let response = DAPResponse.make(
            contentType: "application/json",
            description: nil,
            body: .bytes(bytes)
        )
        return page(response, String(decoding: bytes, as: UTF8.self))
    }

    private func dap2() throws(Failure) -> DAP2Request {
        try DAP2Request(dataset: dataset, rawQuery: request.rawQuery)
    }
}
