import JSON
import Testing

@testable import Icechunk

/// Values that are attached to commits: a small buffer may mean a large value.
struct ValueBudgetTests {
    private func packed(_ bytes: [UInt8], _ budget: inout ValueBudget) throws(Corruption) -> JSONValue {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(Corruption) in try MessagePack.value(bytes, budget: &budget) }
        }.get()
    }

    /// A list of so many nulls, each of one byte (`array 32`).
    private func list(_ count: Int) -> [UInt8] {
        let size = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * (3 - $0))) }
        return [0xDD] + size + [UInt8](repeating: 0xC0, count: count)
    }

    @Test func aMillionValuesAreEnough() throws {
        var budget = ValueBudget()
        #expect(throws: Corruption.self) { try packed(list(1 << 20), &budget) }
        budget = ValueBudget()
        #expect(try packed(list(1000), &budget).arrayValue?.count == 1000)
    }

    /// What the values of a file spend, they spend together.
    @Test func theBudgetIsOfAllValuesTogether() throws {
        var budget = ValueBudget()
        for _ in 0..<2 { _ = try packed(list(500_000), &budget) }
        #expect(throws: Corruption.self) { try packed(list(500_000), &budget) }
    }

    /// A FlexBuffer whose lists all lead to the same list below, sixty levels deep with two entries each, would be 2^60
    /// values.
    @Test func sharedListsAreCountedAsOftenAsTheyAreMet() {
        // A vector: its count, its slots (offsets backwards), their types; all one byte wide.
        var bytes: [UInt8] = [2, 1, 1, 4, 4]
        var place = 1
        for _ in 0..<40 {
            let start = bytes.count + 1
            bytes += [2, UInt8(start - place), UInt8(start + 1 - place), 10 << 2, 10 << 2]
            place = start
        }
        bytes += [UInt8(bytes.count - place), 10 << 2, 1]
        bytes.withUnsafeBytes { bytes in
            let result = Result { () throws(Corruption) in
                var budget = ValueBudget()
                return try FlexBuffer.value(bytes, budget: &budget)
            }
            guard case .failure(.badValue) = result else {
                Issue.record("\(result)")
                return
            }
        }
    }
}
