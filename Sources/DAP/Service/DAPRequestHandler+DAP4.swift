internal import Catalogue
internal import Execution
internal import Failures
internal import Gateway
internal import Serving

extension DAPRequestHandler {
    /// A wish for checksums is ignored here: they would mean reading everything.
    func metadata(_ type: String) throws -> Response {
        let tree = try context.measurements.measure(.plan) { try self.tree() }
        // What other groups' coordinates leave of a hierarchy is no part of what a kept document is known by.
        if request.rawQuery.isEmpty, tree.children.isEmpty, tree.leftOut.isEmpty || tree.isOverBounds {
            let document = try document("dmr") { try dap4(tree).metadata }
            let response = DAPResponse.make(
                contentType: type,
                description: nil,
                body: document.body,
                isDAP4: true
            )
            return identified(response, "dmr-4 \(type) \(document.digest)")
        }
        let request = try dap4(tree)
        let response = DAPResponse.xml(request.metadata, type: type, isDAP4: true)
        return identified(response, "dmr-4 \(type) \(request.projection.canonicalText)", tree)
    }

    func dap4Data() throws -> Response {
        let (tree, request, data) = try context.measurements.measure(.plan) {
            let tree = try self.tree()
            let request = try dap4(tree)
            return (tree, request, try request.data())
        }
        let write: @Sendable (any BodyWriter) throws -> Void = { [context] writer in
            try data.write(to: writer, context: context)
        }
        let response = DAPResponse.make(
            contentType: "application/vnd.opendap.dap4.data",
            description: nil,
            body: .deferred(length: data.length, isWhole: data.isWhole, write),
            isDAP4: true
        )
        let checksums = request.query.wantsChecksums ? "crc" : "plain"
        return identified(response, "dap-4 \(checksums) \(request.projection.canonicalText)", tree)
    }

    func dap4DryRun() throws -> DryRun {
        let request = try dap4(tree())
        let data = try request.data()
        return DryRun([try request.plan()], length: data.length, memory: data.reserved)
    }

    private func dap4(_ tree: DatasetTree) throws(Failure) -> DAP4Request {
        try DAP4Request(tree, rawQuery: request.rawQuery)
    }

    /// What the request may be about: of a constraint only groups are opened whose names it has, since what is written of
    /// a group depends on it and those above it alone.
    private func tree() throws -> DatasetTree {
        let constraint = try DAP4Query(rawQuery: request.rawQuery).constraint
        // One of shared dimensions alone is about everything.
        let isWhole = constraint.split(separator: ";").allSatisfy { $0.contains("=[") }
        let words = DAP4Name.bare(constraint)
        return try asked.catalogue.tree(
            below: dataset,
            wants: { name in
                let spelled = TypedAttribute.Dialect.dap4.spelled(variable: name)
                return isWhole || [name, spelled].contains { words.contains(DAP4Name.bare($0)) }
            },
            context: context
        )
    }
}
