import Principals
import Testing

@Suite struct ScopeTests {
    @Test(arguments: [
        "", "datasets=air", "datasets=air,obs-*", "protocols=wms,tiles", "datasets=air;protocols=wms",
    ])
    func textsComeBackAsTheyWere(_ text: String) throws {
        #expect(try #require(Scope(text: text)).text == text)
    }

    @Test(arguments: [
        "datasets", "datasets=", "datasets=a,,b", "datasets=a;datasets=b", "sets=a", "datasets=a/b",
        "datasets=a b",
        "protocols=wms=edr", "Datasets=a",
    ])
    func whatIsNoScopeIsNone(_ text: String) {
        #expect(Scope(text: text) == nil)
    }

    @Test func theWholeIsNoText() {
        #expect(Scope(text: "") == .whole)
        #expect(Scope.whole.text.isEmpty)
    }
}
