import Testing
import Maps
import WMS

@testable import Operations

/// `wms:` as it is read, and what is said of it.
struct WMSConfigurationTests {
    private func read(_ yaml: String) throws(ConfigurationError) -> WMSSettings {
        try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc").wms
    }

    @Test func everythingIsRead() throws {
        let settings = try read(
            """
            wms:
              crs: [EPSG:3035, "urn:ogc:def:crs:EPSG::3413"]
              layer_limit: 3
              resampling: auto
              animation_frames: 7
              fees: ask us
              access_constraints: CC BY 4.0
              contact: {person: A, organization: B, position: C, city: D, email: e@f.org}
              attribution: {title: G, url: "https://g.org"}
            """
        )
        #expect(settings.layerLimit == 3 && settings.animationFrames == 7 && settings.fees == "ask us")
        #expect(settings.accessConstraints == "CC BY 4.0" && settings.resampling == .auto)
        #expect(try read("wms: {fees: none}").resampling == .nearest)
        #expect(settings.contact?.organization == "B" && settings.contact?.city == "D")
        #expect(settings.attribution == .init(title: "G", url: "https://g.org"))
        #expect(try read("datasets: []").layerLimit == 16)
    }

    @Test(arguments: [
        ("{crs: [EPSG:999999]}", "'EPSG:999999' is not offered: PROJ cannot make it"),
        ("{crs: [EPSG:3035, nonsense]}", "crs[1]"), ("{crs: [EPSG:32661]}", "clients disagree"),
        ("{crs: [EPSG:5703]}", "a vertical system"), ("{crs: EPSG:3035}", "must be a list"),
        ("{crs: [\((0...200).map { "EPSG:\(32601 + $0)" }.joined(separator: ", "))]}", "at most 200"),
        ("{resampling: cubic}", "must be one of: auto, nearest, bilinear, average"),
        ("{layer_limit: 0}", "from 1 to 16"), ("{layer_limit: 17}", "from 1 to 16"),
        ("{animation_frames: 0}", "from 1 to 1000"), ("{animation_frames: 1001}", "from 1 to 1000"),
        ("{contact: {person: A}}", "both needed"), ("{contact: {name: A}}", "unknown key 'name'"),
        ("{attribution: {url: https://g.org}}", "needs 'title'"),
        ("{attribution: {title: G, url: ftp://g.org}}", "must be an address"),
        ("{csr: []}", "did you mean 'crs'?"),
    ])
    func whatIsWrongIsSaid(yaml: String, told: String) {
        let error = #expect(throws: ConfigurationError.self) { try read("wms: \(yaml)") }
        #expect("\(error?.description ?? "")".contains(told), "\(error?.description ?? "")")
    }
}
