import Testing

@testable import Gateway

/// RFC 9110, section 12.5.3, and its rules for weights in section 12.4.2.
@Suite struct AcceptedCodingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: [String]
        let takesGzip: Bool
        var refusesPlain = false
        var testDescription: String { fields.isEmpty ? "no field" : fields.joined(separator: " | ") }

        init(_ fields: String..., takesGzip: Bool, refusesPlain: Bool = false) {
            (self.fields, self.takesGzip, self.refusesPlain) = (fields, takesGzip, refusesPlain)
        }
    }

    static let cases = [
        Case(takesGzip: false), Case("", takesGzip: false), Case(" , ,;", takesGzip: false),
        Case("identity", takesGzip: false), Case("br, deflate, zstd", takesGzip: false),
        Case("gzip", takesGzip: true), Case("GZip", takesGzip: true), Case("x-gzip", takesGzip: true),
        Case("gzip, deflate, br, zstd", takesGzip: true), Case("deflate,gzip", takesGzip: true),
        Case("gzipped", takesGzip: false), Case("not-gzip", takesGzip: false),
        Case("br", "gzip", takesGzip: true),
        // Weights.
        Case("gzip;q=1", takesGzip: true), Case("gzip;q=0.001", takesGzip: true),
        Case("gzip; q=0.5", takesGzip: true), Case("gzip ;Q=1.000", takesGzip: true),
        Case("gzip;q=0", takesGzip: false), Case("gzip;q=0.000", takesGzip: false),
        Case("gzip;q=-1", takesGzip: false), Case("gzip;q=", takesGzip: false),
        Case("gzip;q=abc", takesGzip: false), Case("gzip;q=nan", takesGzip: false),
        Case("gzip;q=7", takesGzip: true), Case("gzip;level=9", takesGzip: true),
        Case("gzip;q=0.5, identity;q=0.5", takesGzip: true),
        Case("gzip;q=0.4, identity;q=0.5", takesGzip: false),
        Case("identity, gzip;q=0.9", takesGzip: false),
        // The star stands for what is not named.
        Case("*", takesGzip: true), Case("*;q=0.1", takesGzip: true),
        Case("br;q=1, *;q=0.2", takesGzip: true), Case("gzip;q=0, *", takesGzip: false),
        Case("*, gzip;q=0", takesGzip: false), Case("identity, *;q=0.5", takesGzip: false),
        // Plain bytes may be refused; where nothing is left they are sent all the same.
        Case("gzip, identity;q=0", takesGzip: true, refusesPlain: true),
        Case("gzip, *;q=0", takesGzip: true, refusesPlain: true),
        Case("*, identity;q=0", takesGzip: true, refusesPlain: true),
        Case("gzip, identity;q=0.1, *;q=0", takesGzip: true),
        Case("identity;q=0", takesGzip: false), Case("*;q=0", takesGzip: false),
        // What comes after more codings than any client lists is not read.
        Case(String(repeating: "a,", count: 10_000) + "gzip", takesGzip: false),
    ]

    @Test(arguments: cases) func saysWhetherGzipIsWanted(_ test: Case) {
        let accepted = AcceptedCoding(test.fields)
        #expect(accepted.takesGzip == test.takesGzip)
        #expect(accepted.refusesPlain == test.refusesPlain)
    }

    @Test(
        arguments: [
            "text/html; charset=utf-8", "text/plain", "text/xml; charset=utf-8", "application/json",
            "application/vnd.cov+json", "application/geo+json", "application/problem+json",
            "application/vnd.oai.openapi+json;version=3.0", "application/vnd.ogc.wms_xml; charset=utf-8",
            "application/vnd.ogc.se_xml", "application/vnd.opendap.dap4.dataset-metadata+xml",
            "application/xml",
            "image/svg+xml",
        ]
    ) func textsAreCompressed(type: String) {
        #expect(TextType.holds(type))
    }

    @Test(
        arguments: [
            nil, "", "text/csv", "text/csv; charset=utf-8", "image/png", "image/png; mode=8bit", "image/jpeg",
            "image/webp", "application/octet-stream", "application/vnd.opendap.dap4.data",
            "application/x-netcdf", "image/tiff",
        ]
    ) func dataAndPicturesAreNot(type: String?) {
        #expect(!TextType.holds(type))
    }
}
