import ObjectStorage
import Testing

/// Requests that botocore has signed, made with the example key of AWS's documentation at 2026-03-01T12:34:56Z.
struct SigningV4Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "GET"
        let host: String
        let path: String
        var parameters: [(name: String, value: String)] = []
        var fields: [(name: String, value: String)] = []
        let region: String
        var payload = "UNSIGNED-PAYLOAD"
        var token: String?
        let hash: String
        let signature: String
    }

    private static let token = "FwoGZXIvYXdzEXAMPLE/token+with=chars=="

    static let vectors = [
        Vector(
            testDescription: "virtual host, hash of an empty body",
            host: "cubes.s3.eu-central-1.amazonaws.com",
            path: "/era5/t2m/c/0/1/2",
            region: "eu-central-1",
            payload: SigningV4.emptyPayload,
            hash: "5cdb2c9cb35b8cfaa79384940b25d9ce4729a5a620ef95c6efe91a5c401353f2",
            signature: "af0ceb8135ab9e466798dbca8ad7ef88a9d211f568737a98fcea24b7d39b9da4"
        ),
        Vector(
            testDescription: "path style with a port, awkward key",
            host: "127.0.0.1:9200",
            path: "/cubes/\(URIEscaping.path("a b/c+d=1/ü~(x)*'!%"))",
            region: "us-east-1",
            hash: "db0443b55c19789bf96105f9bba9c1e8eb42ce33893c4273a2b0cfff0453006c",
            signature: "f190fac5a2985f9e07e66516d9d04f490ae24106247240ec086b6a1a4ac821ed"
        ),
        Vector(
            testDescription: "HEAD, session token, requester pays",
            method: "HEAD",
            host: "cubes.s3.us-west-2.amazonaws.com",
            path: "/zarr.json",
            fields: [("x-amz-request-payer", "requester")],
            region: "us-west-2",
            token: token,
            hash: "b433e537a55649e16731c5ba31a4c3258e7fa470a397b0c18f75bada3eb3c329",
            signature: "7d0156daa96c57f978fb6ce797a35530bd94cf005ebf17a1deb8da41c0082d78"
        ),
        Vector(
            testDescription: "ListObjectsV2 with all parameters",
            host: "cubes.s3.eu-central-1.amazonaws.com",
            path: "/",
            parameters: [
                ("prefix", "a b/+"), ("list-type", "2"), ("max-keys", "1000"), ("encoding-type", "url"),
                ("delimiter", "/"),
                ("continuation-token", "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM="),
            ],
            region: "eu-central-1",
            hash: "52528c94932c70c64d95d786078e707f8d6a7cd6d3c73dae79169c13a9eb82aa",
            signature: "5265d5b4c843479b0097b9dae4fda6d47c8ac75addcb77e194bd865f376cc2c4"
        ),
        Vector(
            testDescription: "region auto",
            host: "0123456789abcdef.r2.cloudflarestorage.com",
            path: "/cubes/c/0",
            region: "auto",
            hash: "7b3184f6b94f42f5c1284503b37a3eed589a51083e2aaf42c32ea615a5780170",
            signature: "deb52bf23e5be44208c6f13e6e5bdcd72bdbc2bccb314fdc6320ee8b8a0bd50d"
        ),
        Vector(
            testDescription: "a parameter without a value, session token",
            host: "s3.us-east-1.amazonaws.com",
            path: "/my.dotted.bucket",
            parameters: [("location", "")],
            region: "us-east-1",
            payload: SigningV4.emptyPayload,
            token: token,
            hash: "ac63f257cdda455a1224788928e392a92d349d42b6f7576b30b7e7f2eb56a3e9",
            signature: "47d1610e0437f16bd21ba55f274016e681d1b454b0c22111798c222ac61af703"
        ),
    ]

    @Test(arguments: vectors) func signsAsBotocoreDoes(_ vector: Vector) throws {
        let credentials = try #require(
            S3Credentials(
                accessKeyID: "AKIAIOSFODNN7EXAMPLE",
                secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                sessionToken: vector.token
            )
        )
        let signing = SigningV4(credentials: credentials, region: vector.region)
        var request = SigningV4.Request(
            host: vector.host,
            path: vector.path,
            query: URIEscaping.query(vector.parameters)
        )
        request.method = vector.method
        request.fields = vector.fields
        request.payload = vector.payload
        // The second signature comes from the key that the first has left behind.
        for _ in 0..<2 {
            let signed = signing.sign(request, at: SigningTime(secondsSinceEpoch: 1_772_368_496))
            #expect(
                signed.textToSign
                    == "AWS4-HMAC-SHA256\n20260301T123456Z\n20260301/\(vector.region)/s3/aws4_request\n\(vector.hash)"
            )
            #expect(signed.authorization.hasSuffix("Signature=\(vector.signature)"))
        }
    }

    @Test func theKeyOfADayIsNotUsedOnTheNext() throws {
        let credentials = try #require(S3Credentials(accessKeyID: "A", secretKey: "s"))
        let request = SigningV4.Request(host: "h", path: "/k")
        let signing = SigningV4(credentials: credentials, region: "auto")
        _ = signing.sign(request, at: SigningTime(secondsSinceEpoch: 1_772_368_496))
        let tomorrow = SigningTime(secondsSinceEpoch: 1_772_368_496 + 86_400)
        let fresh = SigningV4(credentials: credentials, region: "auto")
        #expect(
            signing.sign(request, at: tomorrow).authorization
                == fresh.sign(request, at: tomorrow).authorization
        )
    }

    @Test func writesMomentsInUTC() {
        #expect(SigningTime(secondsSinceEpoch: 0).text == "19700101T000000Z")
        #expect(SigningTime(secondsSinceEpoch: 951_827_696).text == "20000229T123456Z")
    }

    @Test func credentialsPrintAsTheEndOfTheirKey() throws {
        let credentials = try #require(
            S3Credentials(accessKeyID: "AKIATESTWXYZ", secretKey: "hidden", sessionToken: "veiled")
        )
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("hidden") && !text.contains("veiled") && !text.contains("AKIATEST"))
        }
    }

    @Test(arguments: [("", "s"), ("a", ""), ("a\n", "s"), ("a", "s s"), ("a/b", "s"), ("a", "s\r\nX: y")])
    func refusesWhatIsNoCredential(_ id: String, _ secret: String) {
        #expect(S3Credentials(accessKeyID: id, secretKey: secret) == nil)
    }
}
