/// A table of the nodes of each face or edge, as UGRID and models write it (UGRID 1.0, "connectivity"; digest: cf.md,
/// section 12): indices from 0 where it was from 1, rows beside each other where they were columns.
package struct Connectivity: Sendable {
    /// Stands where a row has fewer nodes than the widest.
    static let none: Int32 = -1
    /// Stands for an index that no node has.
    static let astray: Int32 = -2

    /// Row by row: indices of nodes, `none` or `astray`.
    package private(set) var nodes: [Int32]
    let width: Int
    /// True where no attribute said that it counts from 1, and the numbers do.
    package let startIsAssumed: Bool

    /// A number that stands behind the nodes of several faces, is none of a node, and that no attribute says to stand for none.
    package let assumedFill: Double?

    /// How the numbers of a table lie and count.
    package struct Form {
        let rows: Int
        let width: Int
        /// True where each column of the stored array is a row here.
        let isTransposed: Bool
        /// What the first node is called, where an attribute says so.
        let startIndex: Int?
        /// Numbers that stand for no node, beside negative ones and those of `usualFills`.
        let fills: [Double]

        package init(
            rows: Int,
            width: Int,
            isTransposed: Bool = false,
            startIndex: Int? = nil,
            fills: [Double] = []
        ) {
            (self.rows, self.width, self.isTransposed) = (rows, width, isTransposed)
            (self.startIndex, self.fills) = (startIndex, fills)
        }
    }

    /// What models put behind the last node of a face, where it is no node's number.
    private static let usualFills: Set<Double> = [999_999]

    /// Bytes of the result, nil where that is more than can be counted.
    package static func bytes(rows: Int, width: Int) -> Int? {
        let (cells, overflows) = rows.multipliedReportingOverflow(by: width)
        guard !overflows, cells <= Int(Int32.max) else { return nil }
        return cells * MemoryLayout<Int32>.size
    }

    /// Reads a table whose missing numbers are NaN.
    ///
    /// - Returns: nil where the numbers are not as many as rows and width say, or too many to count.
    package init?(_ numbers: [Double], _ form: Form, nodeCount: Int) {
        guard form.rows >= 0, form.width >= 0, nodeCount <= Int(Int32.max),
            Self.bytes(rows: form.rows, width: form.width) != nil, form.rows * form.width == numbers.count
        else { return nil }
        var fills = Self.usualFills.union(form.fills)
        width = form.width
        startIsAssumed = form.startIndex == nil && Self.countsFromOne(numbers, fills, nodeCount)
        let start = Double(form.startIndex ?? (startIsAssumed ? 1 : 0))
        let (rows, width) = (form.rows, form.width)
        let found = { (row: Int, column: Int) -> Int32 in
            let number = numbers[form.isTransposed ? column * rows + row : row * width + column]
            return Self.node(number, start, nodeCount, fills)
        }
        // The number behind the last may be that of a node, counted from 1.
        let behind = Double(nodeCount) + start
        assumedFill = Self.assumedFill(numbers, form, found).flatMap {
            $0 > behind && $0.isFinite ? $0 : nil
        }
        if let assumedFill { fills.insert(assumedFill) }
        nodes = [Int32](unsafeUninitializedCapacity: numbers.count) { nodes, written in
            for row in 0..<rows {
                for column in 0..<width {
                    nodes.initializeElement(at: row * width + column, to: found(row, column))
                }
            }
            written = numbers.count
        }
    }

    /// A table that counts from 0 and has all its nodes.
    init(nodes: [Int32], width: Int) {
        self.nodes = nodes
        self.width = width
        startIsAssumed = false
        assumedFill = nil
    }

    @inline(__always)
    private static func node(_ number: Double, _ start: Double, _ count: Int, _ fills: Set<Double>) -> Int32 {
        let index = number - start
        if index >= 0, index < Double(count), index == index.rounded(.down) { return Int32(index) }
        // Below the first: −1, −999 and, where nodes count from 1, 0.
        if number.isNaN || index < 0 || fills.contains(number) { return none }
        return astray
    }

    /// Whether the least number is 1 and the greatest the number of nodes: then none counts from 0.
    private static func countsFromOne(_ numbers: [Double], _ fills: Set<Double>, _ nodeCount: Int) -> Bool {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for number in numbers where number >= 0 && number <= Double(nodeCount) {
            (least, greatest) = (min(least, number), max(greatest, number))
        }
        return least == 1 && greatest == Double(nodeCount)
    }

    /// The one number of no node in all of a table that stands behind three nodes or more of several rows, and nowhere else.
    ///
    /// One alone, or in the midst of a row, is a node's number that was written wrongly.
    private static func assumedFill(
        _ numbers: [Double],
        _ form: Form,
        _ node: (_ row: Int, _ column: Int) -> Int32
    ) -> Double? {
        guard form.width > leastNodes else { return nil }
        var (fill, filled) = (Double?.none, 0)
        for row in 0..<form.rows {
            var count = 0
            while count < form.width, node(row, count) >= 0 { count += 1 }
            let rest = count..<form.width
            guard rest.contains(where: { node(row, $0) == astray }) else { continue }
            let behind = rest.map { column in
                numbers[form.isTransposed ? column * form.rows + row : row * form.width + column]
            }
            let number = fill ?? behind[0]
            guard count >= leastNodes, behind.allSatisfy({ $0 == number }) else { return nil }
            (fill, filled) = (number, filled + 1)
        }
        return filled > 1 ? fill : nil
    }

    /// Nodes without which there is no face.
    private static let leastNodes = 3

    /// Leaves each row so many nodes at most.
    package mutating func limit(to counts: [Double]) {
        guard width > 0 else { return }
        for row in 0..<min(counts.count, nodes.count / width) where counts[row] >= 0 {
            for column in 0..<width where Double(column) >= counts[row] {
                nodes[row * width + column] = Self.none
            }
        }
    }
}
