/// What will be read for a request: bound, checked against limits and policy, and still without a byte read.
package struct ReadPlan: Sendable {
    package let dataset: Dataset
    package let parts: [PlannedRead]
    package let cost: ReadCost

    init(dataset: Dataset, parts: [PlannedRead], cost: ReadCost) {
        self.dataset = dataset
        self.parts = parts
        self.cost = cost
    }
}
