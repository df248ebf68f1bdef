import Testing

@testable import Gateway

@Suite struct PublicOriginTests {
    @Test(arguments: [
        ("https://a.example", "https://a.example/x"), ("http://a.example:8080/", "http://a.example:8080/x"),
        ("https://a.example/cubes/", "https://a.example/cubes/x"),
        ("http://[::1]:8080", "http://[::1]:8080/x"),
    ])
    func reads(url: String, link: String) {
        #expect(PublicOrigin(url: url)?.url("/x") == link)
    }

    @Test(arguments: [
        "", "a.example", "ftp://a.example", "https://", "https:///x", "https://user@a.example",
        "https://a.example/?q",
        "https://a.example/#x", "https://a b",
    ])
    func refuses(url: String) {
        #expect(PublicOrigin(url: url) == nil)
    }
}
