extension Dataset {
    /// Turns a question into index ranges: no chunk of a requested variable is read.
    ///
    /// Variables without the asked place (no grid) are left out of a query for all variables, and refused by name
    /// otherwise.
    ///
    /// - Throws: `notFound` for a variable, `outsideDomain`, `invalid`, `unsupported`, or `tooLarge`.
    package func bind(_ query: Query) throws(Failure) -> ReadPlan {
        throw .defect
    }

    /// Reads by index, as DAP does; an empty list of ranges for a dimension is a mistake of the caller.
    ///
    /// - Throws: `invalid` for indices outside the array, or `tooLarge`.
    package func bind(_ selections: [(variable: StoredVariable, ranges: [IndexRange])]) throws(Failure) -> ReadPlan {
        throw .defect
    }

    /// A picture of one variable: which cells lie under its pixels.
    ///
    /// - Parameter selectors: for the axes other than x and y; those without an entry take their default.
    /// - Throws: as `bind(_: Query)`; a target that misses the data altogether is an empty picture, not an error.
    package func bind(
        map variable: Variable, selectors: [AxisKey: AxisSelector], target: RasterTarget
    ) throws(Failure) -> MapPlan {
        throw .defect
    }
}
