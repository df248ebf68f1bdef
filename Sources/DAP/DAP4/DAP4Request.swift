internal import Cube

/// One DAP4 request about an open dataset: its constraint, applied.
struct DAP4Request {
    let dataset: Dataset
    let query: DAP4Query
    let projection: DAP4Projection

    /// - Throws: `Failure` for a query that does not fit the dataset.
    init(dataset: Dataset, rawQuery: String) throws(Failure) {
        self.dataset = dataset
        query = try DAP4Query(rawQuery: rawQuery)
        let inventory = DAP4Inventory(dataset)
        let constraint = try DAP4Constraint(query.constraint) { inventory.position(of: $0) != nil }
        projection = try DAP4Projection(constraint, of: inventory)
    }

    var metadata: String { DMR.text(projection, global: dataset.attributes) }

    func plan() throws(Failure) -> ReadPlan {
        try dataset.bind(projection.leaves.map { ($0.variable.stored, $0.ranges) })
    }

    func data() throws(Failure) -> DAP4Data {
        try DAP4Data(projection, plan: plan(), wantsChecksums: query.wantsChecksums)
    }
}
