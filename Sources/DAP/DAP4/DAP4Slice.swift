internal import Cube
internal import Failures
internal import Grids

/// One `[…]` of a DAP4 constraint; both ends are included.
enum DAP4Slice: Equatable {
    /// `[]`: the whole dimension, or what a shared slice leaves of it.
    case whole
    /// `stop` is nil for an open end.
    case range(start: Int, stride: Int, stop: Int?)

    /// The last index that pydap asks for of an empty dimension: Python's largest index, and so an open end.
    fileprivate static let openEnd = Int.max - 1

    /// - Throws: `Failure.invalid` when an end lies outside the dimension.
    func range(in dimension: StoredVariable.Dimension, of name: String) throws(Failure) -> IndexRange {
        let size = dimension.size
        guard case .range(let start, let stride, let stop) = self else { return IndexRange(0..<size) }
        if size == 0, start == 0, stop == Self.openEnd { return IndexRange(0..<0) }
        let last = stop ?? size - 1
        guard last < size, start <= last else {
            throw .invalid(
                parameter: "dap4.ce",
                received: "\(name)[\(start):\(stride):\(stop.map(String.init) ?? "")]",
                expected: size == 0
                    ? "no indices along '\(dimension.name)', which is empty"
                    : "indices from 0 to \(size - 1) along '\(dimension.name)'"
            )
        }
        return IndexRange(start: start, count: (last - start) / stride + 1, stride: stride)
    }
}

/// Reads a row of DAP4 slices: `[]`, `[1]`, `[1:3]`, `[1:2:7]`, `[1:]`, `[1:2:]`.
struct DAP4SliceParser {
    private var scanner: IndexScanner

    private static let maxSlices = 64
    /// Of a last index, which nothing is added to.
    private static let endDigits = 19

    /// - Throws: `Failure.invalid`; lists of slices in one bracket (`[0,2:3]`) are `unsupported`, as in libdap and TDS.
    static func parse(_ text: Substring) throws(Failure) -> [DAP4Slice] {
        guard text.utf8.count <= 4096 else { throw refusal(text, "shorter slices") }
        guard !text.contains(",") else {
            throw .unsupported(
                reason: "Lists of slices in one bracket are not offered: ask for them one by one"
            )
        }
        var parser = DAP4SliceParser(scanner: IndexScanner(text))
        var slices: [DAP4Slice] = []
        while !parser.scanner.isAtEnd {
            guard slices.count < maxSlices, let slice = parser.slice() else {
                throw refusal(text, "slices such as [], [0], [0:9], [0:2:9] or [5:] (start:stride:stop)")
            }
            slices.append(slice)
        }
        return slices
    }

    private static func refusal(_ text: Substring, _ expected: String) -> Failure {
        .invalid(parameter: "dap4.ce", received: String(text.prefix(80)), expected: expected)
    }

    private init(scanner: IndexScanner) {
        self.scanner = scanner
    }

    private mutating func slice() -> DAP4Slice? {
        guard scanner.take("[") else { return nil }
        if scanner.take("]") { return .whole }
        guard let first = scanner.number() else { return nil }
        guard scanner.take(":") else {
            return scanner.take("]") ? .range(start: first, stride: 1, stop: first) : nil
        }
        if scanner.take("]") { return .range(start: first, stride: 1, stop: nil) }
        guard let second = scanner.number(digits: Self.endDigits) else { return nil }
        guard scanner.take(":") else { return scanner.take("]") ? checked(first, 1, second) : nil }
        if scanner.take("]") { return checked(first, second, nil) }
        guard let third = scanner.number(digits: Self.endDigits), scanner.take("]") else { return nil }
        return checked(first, second, third)
    }

    private func checked(_ start: Int, _ stride: Int, _ stop: Int?) -> DAP4Slice? {
        guard stride >= 1, stride < DAP4Slice.openEnd / 4, start <= stop ?? start else { return nil }
        return .range(start: start, stride: stride, stop: stop)
    }
}
