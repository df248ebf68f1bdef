internal import Maps

/// Colours that a request brings along: styled layer descriptors, and colours as JSON.
enum ColourMapFuzzing {
    static let targets = [
        FuzzTarget("styled-layer", seeds: descriptors, isRefusal: { $0 is ColourMapRefusal }) { input in
            let layer = try StyledLayer(String(decoding: input, as: UTF8.self))
            if let map = layer.map { show(map) }
        },
        FuzzTarget("colour-map", seeds: lists, isRefusal: { $0 is ColourMapRefusal }) { input in
            switch try RequestedColours(json: String(decoding: input, as: UTF8.self)) {
            case .palette(let palette): _ = palette.colours(9)
            case .map(let map): show(map)
            }
        },
    ]

    private static func show(_ map: ColourMap) {
        let range = map.range
        precondition(range.minimum < range.maximum)
    }

    private static let descriptors: [[UInt8]] = [
        descriptor(
            "<Opacity>0.5</Opacity><ColorMap type=\"ramp\"><ColorMapEntry color=\"#000000\" "
                + "quantity=\"-1e3\" opacity=\"0.3\" label=\"a &amp; &#x62;\"/><ColorMapEntry color='#ffffff' "
                + "quantity='20'/></ColorMap>"
        ),
        descriptor("<ColorMap type=\"intervals\"><ColorMapEntry color=\"red\" quantity=\"1\"/></ColorMap>"),
        descriptor(
            "<se:ColorMap><se:Categorize fallbackValue=\"#000000\"><se:LookupValue>Rasterdata"
                + "</se:LookupValue><se:Value>#112233</se:Value><se:Threshold>5</se:Threshold><se:Value>#ccbbaa"
                + "</se:Value></se:Categorize></se:ColorMap>"
        ),
        descriptor(
            "<ColorMap><Interpolate><InterpolationPoint><Data>1</Data><Value>#000000</Value>"
                + "</InterpolationPoint><InterpolationPoint><Data>2</Data><Value>#ff0000</Value>"
                + "</InterpolationPoint></Interpolate></ColorMap><!-- a --><![CDATA[b]]>"
        ),
        Array("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>".utf8),
    ]

    private static func descriptor(_ inner: String) -> [UInt8] {
        let text =
            "<?xml version=\"1.0\"?><StyledLayerDescriptor version=\"1.0.0\"><NamedLayer><Name>x</Name><UserStyle>"
            + "<FeatureTypeStyle><Rule><RasterSymbolizer>\(inner)</RasterSymbolizer></Rule></FeatureTypeStyle>"
            + "</UserStyle></NamedLayer></StyledLayerDescriptor>"
        return Array(text.utf8)
    }

    private static let lists: [[UInt8]] = [
        "[\"navy\",\"white\",\"#80FF0000\"]", "[[0,\"navy\"],[1e300,\"white\"],[-1e300,\"red\"]]",
        "{\"type\":\"intervals\",\"stops\":[[0,\"navy\"],[20,\"transparent\"]]}",
        "{\"type\":\"values\",\"stops\":[[0.1,\"navy\"]]}",
    ].map { Array($0.utf8) }
}
