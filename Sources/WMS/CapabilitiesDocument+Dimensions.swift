internal import Cube
internal import Maps

/// Dimensions: one element in 1.3.0, a Dimension and an Extent in 1.1.1.
extension CapabilitiesDocument {
    /// Every dimension with its default, `current` for dates alone.
    ///
    /// Several values, of which the last is drawn, and nothing about `nearestValue`: 1 would oblige to draw any value at all
    /// with the nearest there is, and 0 would deny that a value inside a cell is drawn with the cell's.
    func writeDimensions(_ xml: inout XMLText, _ layer: LayerDescription) {
        if isLatest {
            for (dimension, index) in layer.dimensions { writeDimension(&xml, dimension, index) }
            for (name, words) in layer.levelWords {
                xml.element(
                    "Dimension",
                    ["name": name, "units": "", "default": words.first, "multipleValues": "0"],
                    text: words.joined(separator: ",")
                )
            }
            return
        }
        for (dimension, _) in layer.dimensions {
            xml.element(
                "Dimension",
                ["name": dimension.name, "units": dimension.units, "unitSymbol": dimension.unitSymbol]
            )
        }
        for (name, _) in layer.levelWords { xml.element("Dimension", ["name": name, "units": ""]) }
        for (dimension, index) in layer.dimensions {
            xml.element(
                "Extent",
                [
                    "name": dimension.name, "default": dimension.axis.text(at: index),
                    "multipleValues": "1",
                    "current": dimension.axis.times == nil ? nil : "1",
                ],
                text: extents[ObjectIdentifier(dimension.axis)]
            )
        }
        for (name, words) in layer.levelWords {
            xml.element(
                "Extent",
                ["name": name, "default": words.first],
                text: words.joined(separator: ",")
            )
        }
    }

    private func writeDimension(_ xml: inout XMLText, _ dimension: LayerDimension, _ index: Int) {
        xml.element(
            "Dimension",
            [
                "name": dimension.name, "units": dimension.units, "unitSymbol": dimension.unitSymbol,
                "default": dimension.axis.text(at: index), "multipleValues": "1",
                "current": dimension.axis.times == nil ? nil : "1",
            ],
            text: extents[ObjectIdentifier(dimension.axis)]
        )
    }
}
