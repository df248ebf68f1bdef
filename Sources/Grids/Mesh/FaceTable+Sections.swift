internal import Execution

extension FaceTable {
    /// Numbers of sections that a table takes.
    static let sectionCount = 3

    func add(to draft: inout SectionDraft, as number: Int) {
        let counts = [count, uniform, flaws.astray, flaws.tooFew, flaws.crossing, flaws.tooMany, flaws.far]
        draft.add(FlatArray(counts.lazy.map { Int64($0) }), as: number)
        draft.add(offsets, as: number + 1)
        draft.add(corners, as: number + 2)
    }

    /// The table of a file; nil where its corners are no nodes, or its faces have others' corners.
    init?(_ file: SectionFile, from number: Int, nodes: Int) {
        guard let numbers = file.array(number, of: Int64.self), numbers.count == 7,
            numbers.allSatisfy({ $0 >= 0 && $0 < Int64(Int32.max) }),
            let offsets = file.array(number + 1, of: Int32.self),
            let corners = file.array(number + 2, of: Int32.self)
        else { return nil }
        let (count, uniform) = (Int(numbers[0]), Int(numbers[1]))
        let isWhole =
            uniform > 0
            ? uniform <= Self.maxCorners && offsets.isEmpty && corners.count == count * uniform
            : offsets.count == count + 1 && offsets[0] == 0 && Int(offsets[count]) == corners.count
        guard isWhole, file.isProven || Self.areSound(offsets, corners, nodes) else { return nil }
        var flaws = FaceFlaws()
        (flaws.astray, flaws.tooFew) = (Int(numbers[2]), Int(numbers[3]))
        (flaws.crossing, flaws.tooMany) = (Int(numbers[4]), Int(numbers[5]))
        flaws.far = Int(numbers[6])
        self.init(count: count, uniform: uniform, offsets: offsets, corners: corners, flaws: flaws)
    }

    /// Whether all corners are nodes, and each face begins where the one before ends.
    private static func areSound(_ offsets: FlatArray<Int32>, _ corners: FlatArray<Int32>, _ nodes: Int)
        -> Bool
    {
        let areNodes = corners.withUnsafeBufferPointer { corners in
            for corner in corners where corner < 0 || Int(corner) >= nodes { return false }
            return true
        }
        let areRising = offsets.withUnsafeBufferPointer { offsets in
            for face in 0..<max(offsets.count - 1, 0) where offsets[face + 1] < offsets[face] { return false }
            return true
        }
        return areNodes && areRising
    }
}
