import ObjectStorage
import Testing

struct S3LocationTests {
    @Test(
        arguments: [
            (
                "s3://cubes/era5", nil, nil, "eu-central-1",
                "https://cubes.s3.eu-central-1.amazonaws.com:443/era5/k"
            ),
            ("S3A://cubes", nil, nil, nil, "https://cubes.s3.us-east-1.amazonaws.com:443/k"),
            (
                "s3://my.dotted.bucket/a/", nil, nil, "us-east-1",
                "https://s3.us-east-1.amazonaws.com:443/my.dotted.bucket/a/k"
            ),
            ("s3://Old_Bucket/a", nil, nil, nil, "https://s3.us-east-1.amazonaws.com:443/Old_Bucket/a/k"),
            ("s3://cubes/a", nil, nil, "cn-north-1", "https://cubes.s3.cn-north-1.amazonaws.com.cn:443/a/k"),
            ("s3://cubes/a", nil, true, "eu-west-1", "https://s3.eu-west-1.amazonaws.com:443/cubes/a/k"),
            ("s3://cubes/a", "http://127.0.0.1:9000", nil, nil, "http://127.0.0.1:9000/cubes/a/k"),
            ("s3://cubes/a", "https://s3.example/", false, nil, "https://cubes.s3.example:443/a/k"),
            ("s3://cubes/a//b//", "https://h", nil, nil, "https://h:443/cubes/a//b//k"),
            (
                "s3://cubes/50%/a+b=c d?e#f/é", "https://h", nil, nil,
                "https://h:443/cubes/50%25/a%2Bb%3Dc%20d%3Fe%23f/%C3%A9/k"
            ),
        ] as [(String, String?, Bool?, String?, String)]
    )
    func buildsAddresses(
        _ url: String,
        _ endpoint: String?,
        _ pathStyle: Bool?,
        _ region: String?,
        _ expected: String
    )
        throws
    {
        let location = try S3Location(url, region: region, endpoint: endpoint, pathStyle: pathStyle)
        #expect(location.url(of: location.request(for: "k")) == expected)
    }

    @Test(arguments: [
        ("https://s3.example", "s3.example"), ("https://s3.example:443", "s3.example"),
        ("http://s3.example:80", "s3.example"), ("http://s3.example:443", "s3.example:443"),
        ("https://[::1]:9000", "[::1]:9000"),
    ])
    func signsTheHostThatIsSent(_ endpoint: String, _ host: String) throws {
        #expect(try S3Location("s3://b", endpoint: endpoint).request(for: "k").host == host)
    }

    @Test func listsTheBucketWithEscapedParameters() throws {
        let location = try S3Location("s3://b/p", endpoint: "http://h:1")
        let request = location.request(parameters: [("prefix", "a b/"), ("delimiter", "/")])
        #expect(location.url(of: request) == "http://h:1/b?delimiter=%2F&prefix=a%20b%2F")
    }

    @Test(
        arguments: [
            ("s3://", nil, nil), ("s3:///a", nil, nil), ("s3://user@b/a", nil, nil),
            ("s3://b:80/a", nil, nil),
            ("s3://b?x/a", nil, nil), ("s3://../a", nil, nil), ("s3://b/a\n", nil, nil),
            ("s3://zone--x-s3/a", nil, nil),
            ("s3://b/a", nil, "EU west"), ("s3://b/a", nil, "evil.example/"), ("s3://b/a", "h", nil),
            ("s3://b/a", "https://h/path", nil), ("s3://b/a", "https://user:pw@h", nil),
            ("s3://b/a", "https://h?x", nil),
            ("ftp://b/a", nil, nil),
        ] as [(String, String?, String?)]
    )
    func refusesEverythingElse(_ url: String, _ endpoint: String?, _ region: String?) {
        #expect(throws: StoreLocationError.self) {
            try S3Location(url, region: region, endpoint: endpoint)
        }
    }
}
