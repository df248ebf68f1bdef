import Testing

@testable import Cube

/// What is worked out of a variable once.
@Suite struct DerivedFactsTests {
    private struct Name: Sendable { let text: String }

    @Test func aValueIsMadeOnceForEachType() {
        let facts = DerivedFacts()
        var made = 0
        func number(_ number: Int) -> Int {
            facts.value {
                made += 1
                return number
            }
        }
        #expect(number(1) == 1 && number(2) == 1)
        #expect(facts.value { Name(text: "a") }.text == "a")
        #expect(facts.value { Name(text: "b") }.text == "a")
        #expect(DerivedFacts().value { Name(text: "b") }.text == "b")
        #expect(made == 1)
    }
}
