import Grids
import Testing

@testable import ObjectStorage

/// What S3's errors mean, from the answers that its documentation shows.
struct S3AnswerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        let code: String?
        var more = ""
        var field = ""
        var absentOnDenied = false
        let expected: String
        var testDescription: String { "\(status) \(code ?? "-") \(field)" }
    }

    static let cases = [
        Case(status: 404, code: "NoSuchKey", expected: "absent"),
        Case(status: 404, code: nil, expected: "absent"),
        Case(status: 404, code: "NoSuchBucket", expected: "NoSuchBucket"),
        Case(status: 403, code: "AccessDenied", expected: "AccessDenied"),
        Case(status: 403, code: "AccessDenied", absentOnDenied: true, expected: "absent"),
        Case(
            status: 403,
            code: "RequestTimeTooSkewed",
            absentOnDenied: true,
            expected: "RequestTimeTooSkewed"
        ),
        Case(status: 403, code: nil, absentOnDenied: true, expected: "403"),
        Case(
            status: 301,
            code: "PermanentRedirect",
            field: "x-amz-bucket-region: eu-west-1",
            expected: "elsewhere region eu-west-1"
        ),
        Case(
            status: 307,
            code: "TemporaryRedirect",
            field: "Location: http://other.example/",
            expected: "TemporaryRedirect"
        ),
        Case(
            status: 307,
            code: "TemporaryRedirect",
            field: "Location: https://bucket.s3-us-west-2.amazonaws.com/k",
            expected: "elsewhere region us-west-2"
        ),
        Case(
            status: 307,
            code: "TemporaryRedirect",
            field: "Location: https://bucket.s3.us-west-2.amazonaws.com.evil.example/k",
            expected: "TemporaryRedirect"
        ),
        Case(
            status: 400,
            code: "AuthorizationHeaderMalformed",
            more: "<Region>eu-north-1</Region>",
            expected: "elsewhere region eu-north-1"
        ),
        Case(
            status: 400,
            code: "InvalidRequest",
            field: "x-amz-bucket-region: us-east-1",
            expected: "InvalidRequest"
        ),
        Case(status: 301, code: nil, field: "x-amz-bucket-region: no\"region", expected: "301"),
        Case(status: 400, code: "ExpiredToken", expected: "renew ExpiredToken"),
        Case(status: 403, code: "InvalidAccessKeyId", expected: "renew InvalidAccessKeyId"),
        Case(status: 401, code: nil, expected: "renew 401"),
        Case(
            status: 403,
            code: "RequestTimeTooSkewed",
            more: "<ServerTime>2030-01-01T00:00:00Z</ServerTime>",
            expected: "RequestTimeTooSkewed"
        ),
        Case(status: 416, code: "InvalidRange", expected: "InvalidRange"),
        Case(status: 400, code: "RequestTimeout", expected: "retry RequestTimeout"),
        Case(status: 503, code: "SlowDown", expected: "retry SlowDown"),
        Case(status: 500, code: nil, expected: "retry 500"),
        Case(status: 403, code: "<b>", expected: "403"),
    ]

    @Test(arguments: cases) func meansWhatTheDocumentationSays(_ answer: Case) throws {
        var head = ResponseHead()
        for line in ["HTTP/1.1 \(answer.status) X", answer.field] {
            Array(line.utf8).withUnsafeBytes { head.take(line: $0) }
        }
        let body = answer.code.map {
            "<?xml version=\"1.0\"?>\n<Error><Code>\($0)</Code><Message>m &amp; n</Message>\(answer.more)</Error>"
        }
        var dialect = S3Dialect(
            signer: S3Signer(.anonymous),
            location: try S3Location("s3://bucket"),
            clock: ServerClock(),
            route: TransferRoute()
        )
        dialect.absentOnDenied = answer.absentOnDenied
        let request = ObjectRequest(key: "k", maxBytes: 100)
        let verdict = dialect.reading(
            .of(head, for: request),
            head,
            explanation: Array((body ?? "").utf8),
            for: request
        )
        #expect(Self.text(verdict) == answer.expected)
    }

    private static func text(_ verdict: ResponseDisposition) -> String {
        switch verdict {
        case .done(.absent): "absent"
        case .done(.failed(let error)): text(error)
        case .retry(_, let error): "retry \(text(error))"
        case .renew(let error): "renew \(text(error))"
        case .corrected(let error): "corrected \(text(error))"
        case .elsewhere(let error): "elsewhere \(text(error))"
        default: "\(verdict)"
        }
    }

    private static func text(_ error: StorageError) -> String {
        switch error {
        case .refused(_, let status): "\(status)"
        case .refusedFor(_, _, let reason): reason
        case .wrongRegion(_, let region): "region \(region)"
        default: "\(error)"
        }
    }

    @Test func readsAPageOfAListing() throws {
        let page = try S3ListPage(
            Array(
                """
                <?xml version="1.0" encoding="UTF-8"?><!-- c -->
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>a/</Prefix>
                <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
                <Contents><Key>a/x+y%2Bz%26%C3%BC</Key><Size>1</Size><Owner><ID>i</ID></Owner></Contents>
                <CommonPrefixes><Prefix>a/g/</Prefix></CommonPrefixes><Delimiter/>
                <NextContinuationToken>1/a+b&#61;&#x3D;</NextContinuationToken></ListBucketResult>
                """.utf8
            ),
            shown: "a"
        )
        #expect(page.keys == ["a/x y+z&ü"] && page.prefixes == ["a/g/"] && page.next == "1/a+b==")
    }

    @Test(arguments: [
        "", "{}", "<ListBucketResult>", "<a></b>", "<a>&bad;</a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<", "<>",
        "<Error><Code>AccessDenied</Code></Error>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>%FF</Key></Contents></ListBucketResult>",
        String(repeating: "<a>", count: 100), "</a>", "<a", "<![CDATA[", "<a>&#xFFFFFFFF;</a>", "<?", "<!--",
    ])
    func refusesWhatIsNoListing(_ body: String) {
        #expect(throws: StorageError.self) { try S3ListPage(Array(body.utf8), shown: "") }
    }
}
