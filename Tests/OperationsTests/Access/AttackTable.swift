import Portal
import Serving
import TestSupport

@testable import DAP
@testable import EDR
@testable import WMS

/// Every address, document and form of the services: whoever adds one adds its row here.
///
/// `AttackCoverageTests` fails while a service, a form of values, a suffix of DAP or a query of EDR has none.
enum AttackTable {
    struct Row: CustomStringConvertible, Sendable {
        /// The path and query; `{d}` is the dataset.
        let target: String
        /// The form in which values are asked for, as rules of access name it.
        var form: String?
        /// Whether the dataset is answered about where it may be seen; false for requests that are wrong on purpose.
        var works = true

        var description: String { target }
        var prefix: String { String(target.dropFirst().prefix { $0 != "/" && $0 != "?" }) }
        /// Whether it is about one dataset.
        var isAboutOne: Bool { target.contains("{d}") }

        func target(_ id: String) -> String { target.replacing("{d}", with: id) }
    }

    static let all: [Row] = lists + maps + coverages + arrays + pages

    /// About all datasets at once.
    static let lists: [Row] =
        [
            "/", "/?f=json", "/?f=html", "/datasets", "/datasets?f=json", "/edr", "/edr/conformance",
            "/edr/api",
            "/edr/collections", "/edr/collections?f=html", "/edr/collections?limit=1",
            "/edr/collections?limit=1&f=html", "/edr/collections?limit=1&cursor=secret",
            "/edr/collections?cursor=secret.deep", "/edr/collections?limit=1&cursor=sec",
            "/wms?SERVICE=WMS&REQUEST=GetCapabilities", "/wms?REQUEST=GetCapabilities&VERSION=1.1.1",
            "/wms?REQUEST=GetCapabilities&cursor=secret", "/wms?REQUEST=GetCapabilities&cursor=sec",
            "/wms?REQUEST=GetMetadata&ITEM=menu", "/wms?REQUEST=GetMetadata&ITEM=menu&cursor=secret",
            "/dap", "/dap/catalog.xml",
            "/dap/catalog.html",
            "/health/live", "/health/ready", "/health/ready?all=1",
        ].map { Row(target: $0) } + [
            Row(target: "/edr/collections?cursor=secret@v1", works: false),
            Row(target: "/edr/collections?limit=0", works: false),
            Row(target: "/wms?REQUEST=GetCapabilities&cursor=secret@v1", works: false),
        ]

    private static let box = "&CRS=CRS:84&BBOX=-5,5,25,35&WIDTH=6&HEIGHT=6"

    private static func map(_ rest: String, layers: String = "plum") -> String {
        "/wms/{d}?REQUEST=GetMap&VERSION=1.3.0&LAYERS=\(layers)&STYLES=\(box)&\(rest)"
    }

    /// About one pixel, in the form that follows.
    private static func pixel(_ request: String) -> String {
        "/wms/{d}?REQUEST=\(request)&VERSION=1.3.0&LAYERS=plum&QUERY_LAYERS=plum\(box)&I=2&J=2&INFO_FORMAT="
    }

    private static func line(_ request: String, _ rest: String) -> String {
        "/wms/{d}?REQUEST=\(request)&VERSION=1.3.0&LAYERS=plum&STYLES=&CRS=CRS:84&\(rest)"
    }

    private static let plots: [Row] = [
        Row(target: pixel("GetTimeseries") + "image/png", form: "image/png"),
        Row(target: pixel("GetTimeseries") + "CSV&TIME=1999/2001", form: "CSV"),
        Row(target: pixel("GetTimeseries") + "CSV&TIME=2000-01-02", form: "CSV", works: false),
        Row(target: pixel("GetTimeseries") + "CSV&DRYRUN=1", form: "CSV"),
        Row(target: pixel("GetVerticalProfile") + "CSV", form: "CSV", works: false),
        Row(target: line("GetTransect", "FORMAT=image/png&LINESTRING=-5%2012,25%2012"), form: "image/png"),
        Row(target: line("GetTransect", "FORMAT=text/csv&LINESTRING=-5%2012,25%2012,5%2035"), form: "CSV"),
        Row(
            target: line("GetTransect", "FORMAT=text/csv&LINESTRING=60%2060,65%2065"),
            form: "CSV",
            works: false
        ),
        Row(
            target: line("GetVerticalSection", "FORMAT=text/csv&LINESTRING=-5%2012,25%2012"),
            form: "CSV",
            works: false
        ),
        Row(
            target:
                "/wms?REQUEST=GetTransect&VERSION=1.3.0&LAYERS={d}/plum&STYLES=&CRS=CRS:84&FORMAT=text/csv"
                + "&LINESTRING=-5%2012,25%2012",
            form: "CSV"
        ),
    ]

    private static let metadata: [Row] =
        [
            "ITEM=menu", "ITEM=layerDetails&LAYERNAME=plum", "ITEM=timesteps&LAYERNAME=plum&DAY=2000-01-03",
            "ITEM=timesteps&LAYERNAME=plum&DAY=2000-01-02",
            "ITEM=animationTimesteps&LAYERNAME=plum&START=1999-01-01&END=2001-01-01",
        ].map { Row(target: "/wms/{d}?REQUEST=GetMetadata&\($0)") }
        + ["", "&DRYRUN=1"].map {
            Row(
                target: "/wms/{d}?REQUEST=GetMetadata&ITEM=minmax&LAYERS=plum&STYLES=\(box)\($0)",
                form: "application/json"
            )
        } + [
            Row(target: "/wms?REQUEST=GetMetadata&ITEM=layerDetails&LAYERNAME={d}/plum"),
            Row(target: "/wms?REQUEST=GetMetadata&ITEM=menu&DATASET={d}"),
            Row(target: "/wms/{d}?REQUEST=GetMetadata&ITEM=layerDetails&LAYERNAME=hiddenvar", works: false),
            Row(target: "/wms/{d}?REQUEST=GetMetadata&ITEM=layerDetails&LAYERNAME=plumb", works: false),
            Row(target: "/wms/{d}?REQUEST=GetMetadata&ITEM=nothing", works: false),
        ]

    static let maps: [Row] =
        WMSService.forms.map { form in
            form.suffices
                ? Row(target: map("FORMAT=\(form.name)"), form: form.name)
                : Row(
                    target: pixel(
                        FeatureInfoFormat(rawValue: form.name) == nil ? "GetTimeseries" : "GetFeatureInfo"
                    )
                        + form.name,
                    form: form.name
                )
        } + plots + metadata + [
            Row(target: map("FORMAT=image/apng&TIME=1999/2001"), form: "image/apng"),
            Row(target: map("FORMAT=image/apng&TIME=1999/2001&DRYRUN=1"), form: "image/apng"),
            Row(target: map("FORMAT=image/apng&TIME=2000-01-02"), form: "image/apng", works: false),
            Row(target: map("FORMAT=image/webp&ANIMATION=TRUE&TIME=1999/2001"), form: "image/webp"),
            Row(target: map("FORMAT=image/jpeg&ANIMATION=TRUE&TIME=1999/2001"), works: false),
            Row(target: "/wms/{d}?SERVICE=WMS&REQUEST=GetCapabilities"),
            Row(target: "/wms/{d}?REQUEST=GetCapabilities&VERSION=1.1.1"),
            Row(target: "/wms/{d}?REQUEST=GetCapabilities&PIN=1"),
            Row(target: "/wms/{d}.deep?REQUEST=GetCapabilities"),
            Row(target: "/wms/{d}@S2?REQUEST=GetCapabilities"),
            Row(target: "/wms/{d}?REQUEST=GetLegendGraphic&LAYER=plum&FORMAT=image/png", form: "image/png"),
            Row(
                target: "/wms/{d}?REQUEST=GetLegendGraphic&LAYER=plum&FORMAT=application/json",
                form: "application/json"
            ),
            Row(
                target: "/wms/{d}?REQUEST=GetLegendGraphic&LAYER=plum&FORMAT=image/png&COLORSCALERANGE=p2,98",
                form: "image/png"
            ),
            Row(
                target: "/wms/{d}?REQUEST=GetLegendGraphic&COLORBARONLY=true&FORMAT=image/png",
                form: "image/png"
            ),
            Row(target: map("FORMAT=image/png&COLORSCALERANGE=p2,98&NODATACOLOR=red"), form: "image/png"),
            Row(target: map("FORMAT=image/png&DRYRUN=1"), form: "image/png"),
            Row(target: map("FORMAT=image/png&RESAMPLING=bilinear"), form: "image/png"),
            Row(target: map("FORMAT=image/png&RESAMPLING=average"), form: "image/png"),
            Row(target: map("FORMAT=image/png&RESAMPLING=average&DRYRUN=1"), form: "image/png"),
            Row(target: map("FORMAT=image/png&TIME=2000-01-03"), form: "image/png"),
            Row(target: map("FORMAT=image/png&TIME=2000-01-02"), form: "image/png", works: false),
            Row(target: map("FORMAT=image/png&TIME=1066-01-01"), form: "image/png", works: false),
            Row(target: map("FORMAT=image/png&TIME=2000-01-02,2000-01-03"), form: "image/png"),
            Row(target: map("FORMAT=image/png&TIME=1999/2001"), form: "image/png"),
            Row(target: map("FORMAT=image/png&TIME=1999/2001/P1D"), form: "image/png"),
            Row(target: map("FORMAT=image/png&TIME=latest"), form: "image/png"),
            Row(
                target: "/wms/{d}?REQUEST=GetMap&VERSION=1.3.0&LAYERS=plum&STYLES=&CRS=EPSG:3035"
                    + "&BBOX=1e6,2e6,5e6,7e6&WIDTH=6&HEIGHT=6&FORMAT=image/png",
                form: "image/png"
            ),
            Row(
                target: "/wms/{d}?REQUEST=GetMap&VERSION=1.3.0&LAYERS=plum&STYLES=&CRS=EPSG:32634"
                    + "&BBOX=0,0,1e6,1e6&WIDTH=6&HEIGHT=6&FORMAT=image/png",
                form: "image/png",
                works: false
            ),
            Row(target: map("FORMAT=image/png&TIME=P1D/current"), form: "image/png"),
            Row(target: map("FORMAT=image/png&TIME=2000-01-02&TIME_TOLERANCE=any"), form: "image/png"),
            Row(
                target: map("FORMAT=image/png&TIME=2000-01-02&TIME_TOLERANCE=PT1H"),
                form: "image/png",
                works: false
            ),
            Row(target: map("FORMAT=image/png", layers: "hiddenvar"), form: "image/png", works: false),
            Row(target: map("FORMAT=image/png", layers: "plumb"), form: "image/png", works: false),
            Row(target: map("FORMAT=image/nothing"), works: false),
            Row(
                target: "/wms?REQUEST=GetMap&VERSION=1.3.0&LAYERS={d}/plum&STYLES=\(box)&FORMAT=image/png",
                form: "image/png"
            ),
            Row(
                target:
                    "/wms?REQUEST=GetFeatureInfo&VERSION=1.3.0&LAYERS={d}/plum&QUERY_LAYERS={d}/plum\(box)"
                    + "&I=2&J=2&INFO_FORMAT=text/plain",
                form: "text/plain"
            ),
            Row(target: "/wms?REQUEST=GetLegendGraphic&LAYER={d}/plum&FORMAT=image/png", form: "image/png"),
            Row(
                target:
                    "/wms?REQUEST=GetMap&VERSION=1.3.0&LAYERS={d}/plum,nosuch/plum&STYLES=\(box)&FORMAT=image/png",
                form: "image/png",
                works: false
            ),
        ]

    private static let coordinates = [
        QueryType.position: "coords=POINT(10%2010)", .cube: "bbox=0,10,20,20",
        .area: "coords=POLYGON((0%2010,20%2010,20%2020,0%2010))",
    ]

    static let coverages: [Row] =
        QueryType.allCases.flatMap { type in
            EDRService.forms.map { form in
                Row(
                    target: "/edr/collections/{d}/\(type.rawValue)?\(coordinates[type] ?? "")"
                        + "&parameter-name=plum&f=\(form.name)",
                    form: form.name
                )
            }
        } + [
            Row(target: "/edr/collections/{d}"), Row(target: "/edr/collections/{d}?f=html"),
            Row(target: "/edr/collections/{d}.deep"), Row(target: "/edr/collections/{d}@v1"),
            Row(target: "/edr/collections/{d}?pin=1"),
            Row(target: edr("datetime=2000-01-03/..&dryrun=1")), Row(target: edr("datetime=2000-01-03")),
            Row(target: edr("datetime=2000-01-02"), works: false),
            Row(target: edr("datetime=1066"), works: false),
            Row(target: edr("parameter-name=hiddenvar"), works: false),
            Row(target: edr("parameter-name=plumb"), works: false),
            Row(target: edr("cellar=5"), works: false),
            Row(target: edr("f=nothing"), works: false),
            Row(target: "/edr/collections/{d}/position?coords=POINT(30%2010)", works: false),
            Row(target: "/edr/collections/{d}/nothing", works: false),
        ]

    private static func edr(_ rest: String) -> String {
        "/edr/collections/{d}/position?coords=POINT(10%2010)&\(rest)"
    }

    static let arrays: [Row] =
        DAPAnswer.allCases.map { Row(target: "/dap/{d}\($0.rawValue)", form: $0.format) } + [
            Row(target: "/dap/{d}.pin"), Row(target: "/dap/{d}.dmr?pin=1"),
            Row(target: "/dap/{d}.deep.dds"), Row(target: "/dap/{d}.deep.dods", form: "dods"),
            Row(target: "/dap/{d}@S1.dds"), Row(target: "/dap/{d}.dds?plum"),
            Row(target: "/dap/{d}.ascii?plum%5B0%5D%5B0%5D%5B0:1%5D", form: "ascii"),
            Row(target: "/dap/{d}.dods?time,lat,lon", form: "dods"),
            Row(target: "/dap/{d}.dap?dap4.ce=/plum", form: "dap"),
            Row(target: "/dap/{d}.dods?hiddenvar", form: "dods", works: false),
            Row(target: "/dap/{d}.dap?dap4.ce=/hiddenvar", form: "dap", works: false),
            Row(target: "/dap/{d}.dods?cellar", form: "dods", works: false),
            Row(target: "/dap/{d}.dods?plum%5B0:9%5D%5B0:9%5D%5B0:9%5D", form: "dods", works: false),
            Row(target: "/dap/{d}.dap?dap4.ce=/plum%5B3%5D%5B0%5D%5B3%5D", form: "dap", works: false),
        ]

    static let pages: [Row] = [
        Row(target: "/datasets/{d}?f=json"), Row(target: "/datasets/{d}?f=html"),
        Row(target: "/datasets/{d}?pin=1"),
        Row(target: "/datasets/{d}@S1?f=json"), Row(target: "/datasets/{d}@v1?f=json"),
        Row(target: "/datasets/{d}@none?f=json", works: false), Row(target: "/datasets/{d}.deep?f=json"),
        Row(target: "/datasets/{d}@main~2024-01-01?f=json"),
        Row(target: "/datasets/{d}/doctor?f=json"), Row(target: "/datasets/{d}/doctor?f=html"),
        Row(target: "/datasets/{d}/versions?f=json"), Row(target: "/datasets/{d}/versions?f=html"),
        Row(target: "/datasets/{d}/versions?f=json&changes=S2"),
        Row(target: "/datasets/{d}/versions?f=json&from=S1"),
        Row(target: "/datasets/{d}/versions?f=json&from=S9", works: false),
        Row(target: "/datasets/{d}/nothing", works: false),
    ]
}
