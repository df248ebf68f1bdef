internal import Cube
internal import Execution
internal import Failures
internal import Gateway
internal import Serving

extension DAPRequestHandler {
    /// Only the whole structure is kept: constraints are too many.
    func structure() throws -> Response {
        guard !request.rawQuery.isEmpty else {
            let document = try document("dds") { DDS.text(try dap2().projection) }
            let response = DAPResponse.declarations(document.body, description: "dods-dds")
            return identified(response, "dds \(document.digest)")
        }
        let projection = try dap2().projection
        let text = Array(DDS.text(projection).utf8)
        let response = DAPResponse.declarations(.bytes(text), description: "dods-dds")
        return identified(response, "dds \(projection.canonicalText)")
    }

    /// A constraint on `.das` is ignored, not refused: pydap sends one.
    func attributes() throws -> Response {
        let document = try document("das") {
            let inventory = DAP2Inventory.of(dataset)
            let lengths = try TextLengths.all(in: inventory, of: dataset, context: context)
            return DAS(inventory: inventory, textLengths: lengths).text(global: dataset.attributes)
        }
        let response = DAPResponse.declarations(document.body, description: "dods-das")
        return identified(response, "das \(document.digest)")
    }

    func dap2Data() throws -> Response {
        let (constraint, data) = try context.measurements.measure(.plan) {
            let request = try dap2()
            return (request.projection.canonicalText, try request.data())
        }
        let write: @Sendable (any BodyWriter) throws -> Void = { [context] writer in
            try data.write(to: writer, context: context)
        }
        let response = DAPResponse.make(
            contentType: "application/octet-stream",
            description: "dods-data",
            body: .deferred(length: data.length, write)
        )
        return identified(response, "dods-3 \(constraint)")
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
        return identified(response, "ascii-3 \(constraint)")
    }

    /// What `.dods` would cost, or `.ascii`.
    func dap2DryRun(ofText isText: Bool = false) throws(Failure) -> DryRun {
        let request = try dap2()
        let plan = { () throws(Failure) in try request.plan(request.projection) }
        if isText { return DryRun([try plan()], memory: try request.text().reserved, isText: true) }
        let data = try request.data()
        return DryRun([try plan()], length: data.length, memory: data.reserved)
    }

    private func dap2() throws(Failure) -> DAP2Request {
        try DAP2Request(dataset: dataset, rawQuery: request.rawQuery)
    }
}
