/// A box of elements copied from one place in memory to another, in runs along the last dimension.
///
/// Value by value, with indices in arrays, takes most of the tests' time where nothing is optimised.
struct BoxCopy {
    /// How many elements each dimension of the box has.
    let counts: [Int]
    /// Steps from one element to the next, in elements, dimension by dimension.
    let sourceStrides: [Int]
    let targetStrides: [Int]
    let elementSize: Int
    let source: UnsafeRawBufferPointer
    let target: UnsafeMutableRawBufferPointer

    /// Copies the dimensions from `dimension` on of the box that begins with these elements.
    func copy(from first: Int, to place: Int, dimension: Int = 0) {
        guard dimension < counts.count else { return copyRun(1, from: first, to: place) }
        let (step, stride) = (sourceStrides[dimension], targetStrides[dimension])
        if dimension == counts.count - 1, step == 1, stride == 1 {
            return copyRun(counts[dimension], from: first, to: place)
        }
        var index = 0
        while index < counts[dimension] {
            copy(from: first + index * step, to: place + index * stride, dimension: dimension + 1)
            index += 1
        }
    }

    private func copyRun(_ count: Int, from first: Int, to place: Int) {
        guard count > 0 else { return }
        let elements = source[(first * elementSize)..<((first + count) * elementSize)]
        let room = target[(place * elementSize)..<((place + count) * elementSize)]
        UnsafeMutableRawBufferPointer(rebasing: room).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: elements)
        )
    }
}
