internal import Cube
internal import JSON

/// The layers of a dataset as a tree to choose from (ncWMS: `item=menu`).
struct LayerMenu {
    private let dataset: Dataset
    /// What names of layers begin with: nothing where the address names the dataset.
    private let prefix: String
    /// The menus of the groups below it.
    private let below: [JSONValue]

    init(_ dataset: Dataset, prefix: String = "", below: [JSONValue] = []) {
        (self.dataset, self.prefix, self.below) = (dataset, prefix, below)
    }

    var json: JSONValue {
        let layers = MapLayers.all(of: dataset).map { variable -> JSONValue in
            [
                "id": .string(prefix + variable.name), "label": .string(variable.title), "plottable": true,
            ]
        }
        return [
            "label": .string(dataset.title), "plottable": false, "children": .array(layers + below),
        ]
    }
}
