import Testing

@testable import Gateway

@Suite struct RequestPathTests {
    @Test(arguments: [
        ("/", [], "/"), ("/wms", ["wms"], "/wms"), ("/wms/", ["wms", ""], "/wms/"),
        ("/dap/air@a%2Fb%7Ec", ["dap", "air@a/b~c"], "/dap/air@a/b~c"), ("/a%20b", ["a b"], "/a b"),
        ("/a+b", ["a+b"], "/a+b"), ("/...", ["..."], "/..."), ("/%C3%A9", ["é"], "/é"),
        ("/%252e", ["%2e"], "/%2e"),
    ])
    func parses(raw: String, segments: [String], decoded: String) throws {
        let path = try RequestPath(raw: raw)
        #expect(path.segments == segments)
        #expect(path.decoded == decoded)
    }

    @Test(arguments: [
        "", "wms", "//", "/a//b", "/.", "/..", "/a/../b", "/%2e%2e/b", "/a/%2E", "/%00", "/a%0Ab", "/%7f",
        "/%ff",
        "/%C3", "/%", "/%4", "/%zz", "/a/./b",
    ])
    func refusesTricks(raw: String) {
        #expect(throws: BadRequest.self) { try RequestPath(raw: raw) }
    }
}
