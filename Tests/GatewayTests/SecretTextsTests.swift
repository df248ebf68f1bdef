import Testing

@testable import Gateway

@Suite struct SecretTextsTests {
    private static let letters = "Jx8OYQ5rSFWBM8dwpyiWplJK1AHs0cNomDwbmDHcNCoowkn1w"

    @Test(arguments: [
        ("/dap/air.dds?access_token=slc_\(letters)&x=1", "/dap/air.dds?access_token=slc_…&x=1"),
        ("//s/slc_\(letters)/dap/air.dds", "//s/slc_…/dap/air.dds"),
        ("/S/sla_\(letters)=.\(letters)/wms", "/S/sla_…/wms"),
        ("no such path: /s;x/slc_\(letters)", "no such path: /s;x/slc_…"),
        ("?a=eyJhbGciOiJSUzI1NiJ9.e30.\(letters)", "?a=eyJ…"),
        ("slc_\(letters) and slc_\(letters)", "slc_… and slc_…"),
    ])
    func areTakenOut(_ text: String, _ shown: String) {
        #expect(SecretTexts.removed(from: text) == shown)
    }

    @Test(arguments: [
        "", "s", "slc_", "eyJ", "/dap/air.dods?slc_temperature", "/wms/sea?layers=sla_anomaly,eyJunk",
        "SLC_\(letters)", "é…",
    ])
    func otherTextsStay(_ text: String) {
        #expect(SecretTexts.removed(from: text) == text)
    }
}
