import Testing

@testable import Grids

/// Arrays of plain numbers that may lie in a file: used as arrays are, and never written where others see it.
struct FlatArrayTests {
    /// Memory that stands for a file.
    private final class Block: Sendable {
        // Safe: it is written before anybody else has it.
        nonisolated(unsafe) let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 64)

        init() {
            for place in 0..<64 { bytes[place] = UInt8(place) }
        }

        deinit {
            bytes.deallocate()
        }
    }

    @Test func itHasTheElementsThatItIsMadeOf() {
        let numbers = (0..<1000).map { Double($0) / 3 }
        let flat = FlatArray(numbers)
        #expect(Array(flat) == numbers && flat.count == 1000 && flat.byteCount == 8000)
        #expect(
            flat[7] == numbers[7] && flat.last == numbers.last && flat.reduce(0, +) == numbers.reduce(0, +)
        )
        #expect(flat == FlatArray(numbers.lazy.map { $0 }) && flat != FlatArray(numbers.dropLast()))
        #expect(Array(flat[10..<20]) == Array(numbers[10..<20]))
        let empty: FlatArray<Int32> = []
        #expect(empty.isEmpty && empty == FlatArray() && empty.withUnsafeBufferPointer { $0.isEmpty })
        #expect(FlatArray(repeating: Float(2), count: 3) == [2, 2, 2])
    }

    @Test func whoChangesItHasACopyOfHisOwn() {
        let first: FlatArray<Int32> = [1, 2, 3]
        var second = first
        second.withUnsafeMutableBufferPointer { $0[1] = 9 }
        #expect(first == [1, 2, 3] && second == [1, 9, 3])
        let place = second.withUnsafeBufferPointer { $0.baseAddress }
        second.withUnsafeMutableBufferPointer { $0[0] = 8 }
        #expect(second == [8, 9, 3] && second.withUnsafeBufferPointer { $0.baseAddress } == place)
    }

    @Test func whatLiesInAFileIsNeverWritten() throws {
        let block = Block()
        let bytes = UnsafeRawBufferPointer(block.bytes)
        var numbers = try #require(FlatArray<UInt32>(in: block, bytes))
        #expect(numbers.count == 16 && numbers[1] == 0x0706_0504)
        #expect(numbers.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) } == bytes.baseAddress)
        numbers.withUnsafeMutableBufferPointer { $0[1] = 0 }
        #expect(numbers[1] == 0 && block.bytes[4] == 4)
    }

    @Test func elementsLieAsTheirTypeWantsThem() {
        let block = Block()
        let bytes = UnsafeRawBufferPointer(block.bytes)
        #expect(FlatArray<UInt64>(in: block, UnsafeRawBufferPointer(rebasing: bytes[4..<12])) == nil)
        #expect(FlatArray<UInt64>(in: block, UnsafeRawBufferPointer(rebasing: bytes[0..<12])) == nil)
        #expect(FlatArray<UInt64>(in: block, UnsafeRawBufferPointer(rebasing: bytes[8..<24]))?.count == 2)
    }

    @Test func itKeepsWhatItLiesIn() throws {
        weak var kept: Block?
        var numbers: FlatArray<UInt32>?
        do {
            let block = Block()
            kept = block
            numbers = FlatArray(in: block, UnsafeRawBufferPointer(block.bytes))
        }
        #expect(kept != nil && numbers?[0] == 0x0302_0100)
        numbers = nil
        #expect(kept == nil)
    }
}
