import Catalogue
import Gateway
import JSON
import Testing

@testable import Portal

/// Lists say what requests will meet: no address that only leads to an error.
@Suite struct ListedStateTests {
    private let origin = PublicOrigin(scheme: "https", host: "a.example", prefix: "")

    private func listed(_ entry: CatalogueEntry) -> (page: String, document: JSONValue?) {
        let document = IndexDocument.value([entry], ScriptedOffers.all, origin: origin)["datasets"]?
            .arrayValue?.first
        return (IndexPage.text([entry], ScriptedOffers.all, origin: origin), document)
    }

    @Test func aDatasetThatWorksHasAllItsAddresses() {
        let (page, document) = listed(CatalogueEntry(id: "air", title: "Air"))
        #expect(document?["failing"] == false)
        #expect(document?["addresses"]?.objectValue?.entries.map(\.key) == ["wms", "dap"])
        #expect(page.contains("/wms/air?") && page.contains("/dap/air"))
    }

    @Test func oneThatFailsIsShownFailing() {
        let (page, document) = listed(CatalogueEntry(id: "air", title: "Air", isFailing: true))
        #expect(document?["failing"] == true)
        #expect(page.contains("failing") && !page.contains("/wms/air") && page.contains("/datasets/air"))
    }

    @Test func whatHasNoPlaceHasNeitherMapsNorPoints() {
        let (page, document) = listed(CatalogueEntry(id: "air", title: "Air", hasPlaces: false))
        #expect(document?["addresses"]?.objectValue?.entries.map(\.key) == ["dap"])
        #expect(!page.contains("/wms/air") && page.contains("/dap/air"))
    }
}
