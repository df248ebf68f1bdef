/// A variable of the demonstration, as a formula of place and time.
protocol DemoField: Sendable {
    /// The value of a cell at a step, in the variable's units; NaN where there is none.
    func value(cell: Int, row: Int, column: Int, step: Int, level: Int) -> Double
}
