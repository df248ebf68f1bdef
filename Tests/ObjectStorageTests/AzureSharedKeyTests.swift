import Testing

@testable import ObjectStorage

/// Requests that azure-storage-blob has signed with the key of the bytes 0 to 63.
struct AzureSharedKeyTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "GET"
        let path: String
        var parameters: [(name: String, value: String)] = []
        var fields: [(name: String, value: String)] = []
        let signature: String
    }

    private static let key = Base64Text.encode((0..<64).map { UInt8($0) })

    static let vectors = [
        Vector(
            testDescription: "a range",
            path: "/cubes/era5/c/0/1",
            fields: [("x-ms-range", "bytes=0-1023")],
            signature: "PeEGVFmYs7gXj7Mk6Tt1x5VvfAVvEHpzUBNP0rxfWiw="
        ),
        Vector(
            testDescription: "an awkward name and a condition",
            path: "/sluicetest/cubes/a%20b/c%2Bd%3D1/%C3%BC~%28x%29",
            fields: [
                ("if-none-match", "\"0x8D1234567890ABC\""),
                ("x-ms-client-request-id", "00000000-0000-0000-0000-000000000001"),
            ],
            signature: "VviA7TB13EVILBKO4359vVoSG4K6nceOoWSh+WB2XZA="
        ),
        Vector(
            testDescription: "a listing",
            path: "/cubes",
            parameters: [
                ("restype", "container"), ("comp", "list"), ("prefix", "a b/+"), ("delimiter", "/"),
                ("maxresults", "5000"), ("marker", "2!108!MDAwMDE="),
            ],
            signature: "vWmkwe5y9y8pYsCrnPfM+yOAfnkY6NRkAX+6ZPnkwIQ="
        ),
        Vector(
            testDescription: "the head of a snapshot",
            method: "HEAD",
            path: "/cubes/zarr.json",
            parameters: [("snapshot", "2026-02-01T00:00:00.0000000Z")],
            signature: "BojQz0sTxp2jKRuFyy9gisZTTylxf/Tht6pK7gqgj4Y="
        ),
    ]

    @Test(arguments: vectors) func signsAsTheVendorsClient(_ vector: Vector) {
        var request = AzureSharedKey.Request(method: vector.method, path: vector.path)
        request.parameters = vector.parameters
        request.fields =
            vector.fields + [("x-ms-date", "Sun, 01 Mar 2026 12:34:56 GMT"), ("x-ms-version", "2022-11-02")]
        let made = AzureSharedKey.authorization(request, account: "sluicetest", key: Self.key)
        #expect(made == "SharedKey sluicetest:\(vector.signature)")
    }

    @Test(
        arguments: [
            ("az://c/p", "acc", nil, "https://acc.blob.core.windows.net:443/c/p/k"),
            ("az://c@other/p/", "acc", nil, "https://other.blob.core.windows.net:443/c/p/k"),
            (
                "abfss://c@acc.dfs.core.windows.net/a b", nil, nil,
                "https://acc.blob.core.windows.net:443/c/a%20b/k"
            ),
            (
                "wasbs://c@acc.blob.core.chinacloudapi.cn", nil, nil,
                "https://acc.blob.core.chinacloudapi.cn:443/c/k"
            ),
            (
                "az://c", "acc", "https://blob.core.usgovcloudapi.net",
                "https://acc.blob.core.usgovcloudapi.net:443/c/k"
            ),
            (
                "az://c", "acc", "https://acc.z12.blob.storage.azure.net",
                "https://acc.z12.blob.storage.azure.net:443/c/k"
            ),
            ("az://c", "acc", "http://127.0.0.1:10000", "http://127.0.0.1:10000/acc/c/k"),
            ("az://c", "acc", "http://host:1/devstore", "http://host:1/devstore/c/k"),
        ] as [(String, String?, String?, String)]
    )
    func buildsAddresses(_ url: String, _ account: String?, _ endpoint: String?, _ expected: String) throws {
        let location = try AzureLocation(url, account: account, endpoint: endpoint)
        #expect(location.server.origin + location.path(of: "k") == expected)
    }

    @Test(arguments: ["az://c", "az://C@acc", "az://c@A", "az:///p", "az://c@acc@x/p", "az://c@ac"])
    func refusesOtherAddresses(_ url: String) {
        #expect(throws: StoreLocationError.self) { try AzureLocation(url, account: nil, endpoint: nil) }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func base64IsThatOfItsStandard(_ text: String, _ coded: String) {
        #expect(Base64Text.encode(Array(text.utf8)) == coded)
        #expect(Base64Text.decode(coded) == Array(text.utf8))
        #expect(Base64Text.decode(coded.filter { $0 != "=" }) == Array(text.utf8))
        #expect(Base64Text.decode("\(coded)!") == nil && Base64Text.decode("A") == nil)
    }
}
