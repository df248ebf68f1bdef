import Icechunk
import Testing

struct ObjectIDTests {
    @Test(arguments: ["000G40R40M30E209185G", "1CECHNKREP0F1RSTCMT0", "P87PMRSPJ7M5WHMHED20"])
    func readsBackAsWritten(text: String) throws {
        #expect(try #require(ObjectID(text: text)).text == text)
        #expect(ObjectID(text: text.lowercased())?.text == text)
    }

    @Test
    func knowsTheFirstSnapshot() {
        #expect(ObjectID.initialSnapshot.text == "1CECHNKREP0F1RSTCMT0")
    }

    @Test(arguments: [
        "", "1CECHNKREP0F1RSTCMT", "1CECHNKREP0F1RSTCMT00", "1CECHNKREP0F1RSTCMT1", "UCECHNKREP0F1RSTCMT0",
        "../CHNKREP0F1RSTCMT0", "1CECHNKREP0F1RSTCM é",
    ])
    func refusesWhatIsNoID(text: String) {
        #expect(ObjectID(text: text) == nil)
    }

    @Test
    func readsLettersThatLookLikeDigits() {
        #expect(ObjectID(text: "lcechnkrepof1rstcmto")?.text == "1CECHNKREP0F1RSTCMT0")
    }

    @Test
    func comparesAsTheTextsDo() throws {
        let texts = [
            "000G40R40M30E209185G", "1CECHNKREP0F1RSTCMT0", "P87PMRSPJ7M5WHMHED20", "P87PMRSPJ7M5WHMHED40",
        ]
        let ids = try texts.map { try #require(ObjectID(text: $0)) }
        #expect(ids.reversed().sorted() == ids)
    }
}
