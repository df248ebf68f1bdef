internal import Execution
internal import JSON
internal import Zarr

/// Reads coordinate arrays whole, once, when a dataset is opened.
struct CoordinateReader {
    /// Sixteen million positions are 128 MB: more than any axis has, less than a worker.
    private static let mostPositions = 16 << 20

    let datasetName: String
    let context: WorkContext

    /// Unpacked numbers of a coordinate, or nil when it is too long to be one.
    ///
    /// - Throws: `Failure` when the store fails: a dataset is not opened half.
    func values(of variable: StoredVariable) throws -> Values? {
        let cells = variable.shape.reduce(1) {
            Int(clamping: UInt64($0).multipliedFullWidth(by: UInt64($1)).low)
        }
        guard cells <= Self.mostPositions, !variable.shape.contains(where: { $0 > Self.mostPositions }) else {
            return nil
        }
        let packing = Self.packing(variable)
        let read = PlannedRead(
            stored: variable,
            variable: nil,
            ranges: variable.shape.map { $0 == 0 ? [] : [IndexRange(0..<$0)] }
        )
        return try Failure.translating(dataset: datasetName, context: context) {
            try read.values(packing: packing, fillsCache: false, context: context)
        }
    }

    /// Some numbers of a coordinate as doubles, its dimensions in the order asked.
    func doubles(of variable: StoredVariable, ranges: [[IndexRange]], order: [Int]) throws -> [Double] {
        let packing = Self.packing(variable)
        let read = PlannedRead(
            stored: variable,
            variable: nil,
            ranges: ranges,
            order: AnswerOrder(dimensions: order)
        )
        return try Failure.translating(dataset: datasetName, context: context) {
            try read.values(packing: packing, fillsCache: false, context: context)
        }.doubles
    }

    /// Positions are computed in double precision even where the data would be Float32, and the fill value of a v2
    /// array marks none of them missing: bounds and two-dimensional coordinates hold zeros too.
    private static func packing(_ variable: StoredVariable) -> Packing {
        var attributes = variable.attributes
        if variable.array.metadata.attributes["_FillValue"] == nil { attributes["_FillValue"] = nil }
        return Packing(type: variable.dataType, attributes: CFAttributes(attributes), masksInvalid: false) {
            _ in
        }
        .inDoublePrecision
    }

    /// The numbers of a coordinate as doubles; missing ones as NaN.
    func doubles(of variable: StoredVariable) throws -> [Double]? {
        try values(of: variable)?.doubles
    }
}

extension Values {
    /// The values as doubles, NaN where missing; integers beyond 2^53 are rounded.
    package var doubles: [Double] {
        switch storage {
        case .float(let values): values.map { Double($0) }
        case .double(let values): values
        case .signed(let values): masked(values.map { Double($0) })
        case .unsigned(let values): masked(values.map { Double($0) })
        }
    }

    private func masked(_ values: [Double]) -> [Double] {
        guard !missing.isEmpty else { return values }
        return zip(values, missing).map { $1 ? .nan : $0 }
    }
}
