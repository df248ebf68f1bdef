internal import CF
package import Cube
internal import Execution
internal import Failures
internal import Grids
internal import JSON

/// What has to hold of every dataset, whatever its metadata say, when it is asked in the ways in which services ask.
///
/// The dataset is that of an `OddStore`: its variable `v` holds the numbers of its elements.
package struct DatasetProbe {
    /// What does not hold, in words; none for a dataset that answers as it should.
    package private(set) var faults: [String] = []
    private let dataset: Dataset
    private let answersNearest: Bool
    private let context = WorkContext.background(seconds: 60)

    /// Asks a dataset, of whose cells the nearest answers if `answersNearest`, as of `OddStore`.
    package init(_ dataset: Dataset, answersNearest: Bool = false) {
        (self.dataset, self.answersNearest) = (dataset, answersNearest)
        if dataset.coordinateBytes > dataset.limits.coordinateBytes {
            fault("holds more coordinates than allowed")
        }
        if CubeDescription.value(dataset).bytes.isEmpty { fault("describes nothing") }
        for finding in dataset.findings where finding.text.isEmpty || finding.problem.remedy.isEmpty {
            fault("a finding without words: \(finding.problem)")
        }
        for variable in dataset.variables { ask(variable) }
        for set in dataset.features { ask(set) }
    }

    private mutating func fault(_ text: String) { if faults.count < 20 { faults.append(text) } }

    private mutating func ask(_ variable: Variable) {
        read(Query(variables: [variable.name], others: .byDefault))
        for quantity in VerticalQuantity.allCases {
            for selector in [AxisSelector.value(-30), .all] {
                read(
                    Query(
                        variables: [variable.name],
                        selectors: [.role(.vertical): selector],
                        others: .byDefault,
                        place: .point(longitude: 1, latitude: 59),
                        form: .coverages,
                        vertical: quantity
                    )
                )
            }
        }
        // A nest that moves has other cells at each step.
        guard let grid = variable.grid, !(grid is MovingGrid) else { return }
        let centres = GridProbe.centres(of: grid)
        for centre in centres.values.prefix(3) + [GeographicPoint(longitude: 190, latitude: -0.2)] {
            let place = Place.point(longitude: centre.longitude, latitude: centre.latitude)
            read(Query(variables: [variable.name], others: .byDefault, place: place, form: .coverages))
        }
        let probe = GridProbe(grid, centres, answersNearest: answersNearest, context: context)
        for text in probe.faults { fault("\(variable.name): \(text)") }
        for box in GridProbe.boxes(around: centres.values) {
            read(Query(variables: [variable.name], others: .byDefault, place: .box(box), form: .coverages))
            look(at: variable, in: box)
        }
    }

    /// Whether a query is answered with as many numbers as its plan says, or refused.
    private mutating func read(_ query: Query) {
        do {
            let plan = try dataset.bind(query, context: context)
            let reading = try plan.open(context: context)
            for part in plan.parts.indices {
                let values = try reading.values(part: part, context: context)
                if values.count != plan.parts[part].cells {
                    fault("\(values.count) values of \(plan.parts[part].cells)")
                }
            }
        } catch let failure as Failure {
            if failure.status >= 500 { fault("\(query.place) \(query.vertical?.rawValue ?? ""): \(failure)") }
        } catch {
            fault("an error of no type: \(error)")
        }
    }

    // What a policy's box leaves.

    /// Whether a view of a box shows cells in it and no others.
    private mutating func look(at variable: Variable, in box: GeographicBox) {
        guard let grid = variable.grid, let dimensions = variable.gridDimensions else { return }
        // There may be no memory for what is left of a large grid.
        guard let view = try? dataset.restricted(by: Policy(box: box)) else { return }
        guard let seen = view.variables.first(where: { $0.name == variable.name }) else { return }
        guard let left = seen.grid else { return fault("a view of \(variable.name) without its grid") }
        let shape = variable.stored.shape
        let cell = { (number: Int) -> GridCell in
            var (rest, indices) = (number, shape)
            for dimension in shape.indices.reversed() {
                indices[dimension] = rest % shape[dimension]
                rest /= shape[dimension]
            }
            return GridCell(column: indices[dimensions.column], row: dimensions.row.map { indices[$0] } ?? 0)
        }
        for number in numbers(of: seen.name, in: view) {
            guard let centre = grid.centre(of: cell(number)), GridProbe.holds(box, centre) else {
                return fault("\(variable.name): a box shows the hidden cell \(cell(number))")
            }
        }
        let wanted = GridProbe.centres(of: grid).values.count { GridProbe.holds(box, $0) }
        let found = GridProbe.centres(of: left)
        // Of longitudes that are one a view has the first.
        if grid.hasGeographicLines ? found.count > wanted : found.count != wanted {
            fault("\(variable.name): a box leaves \(found.count) of \(wanted) cells")
        }
        for text in GridProbe(left, found, answersNearest: false, context: context).faults {
            fault("\(variable.name) in a box: \(text)")
        }
    }

    /// All numbers of a variable as a view has it, those that are missing left out; none where they cannot be read.
    private func numbers(of name: String, in view: Dataset) -> [Int] {
        guard name == "v", let plan = try? view.bind(Query(variables: [name], others: .all)),
            let reading = try? plan.open(context: context)
        else { return [] }
        return plan.parts.indices.flatMap { part -> [Int] in
            let values = (try? reading.values(part: part, context: context))?.doubles ?? []
            return values.compactMap { Int(exactly: $0) }
        }
    }

    // Features.

    private mutating func ask(_ set: FeatureSet) {
        var samples = 0
        for feature in [-1, 0, 1, set.count - 1, set.count] {
            let isThere = feature >= 0 && feature < set.count
            let plan = try? dataset.bind(feature: feature, of: set)
            if plan != nil, !isThere { fault("a feature \(feature) of \(set.count)") }
            _ = (set.id(of: feature), set.place(of: feature), set.extent(of: feature))
            samples = max(samples, set.sampleCount(of: feature))
            if isThere, set.hasIDs, let found = set.feature(named: set.id(of: feature)), found != feature {
                fault("the name of feature \(feature) finds \(found)")
            }
            guard let plan, let reading = try? plan.plan.open(context: context) else { continue }
            for part in plan.parts.indices {
                let values = try? reading.values(part: part, context: context)
                if plan.parts[part].name == "v", plan.parts[part].dimensions.count == 1, let values,
                    set.layout.isRagged, values.count != set.sampleCount(of: feature)
                {
                    fault("\(values.count) samples of \(set.sampleCount(of: feature))")
                }
            }
        }
        if set.sampleCount < 0 { fault("fewer samples than none") }
        for place in [(10.0, 1.0), (175, 3), (0, 90), (.nan, 0), (1e300, -90)] {
            let point = GeographicPoint(longitude: place.0, latitude: place.1)
            if let feature = set.feature(nearest: point, within: 1e9), !(0..<set.count).contains(feature) {
                fault("the nearest feature \(feature) of \(set.count)")
            }
        }
        guard let box = GeographicBox(west: 15, south: 0, east: -170, north: 3) else { return }
        let inside = set.features(in: box)
        if !inside.allSatisfy((0..<set.count).contains) { fault("features that are none in a box") }
        look(at: set, in: box, inside)
    }

    /// Whether a view of a box has samples of features in it and of no others.
    private mutating func look(at set: FeatureSet, in box: GeographicBox, _ inside: [Int]) {
        guard let view = try? dataset.restricted(by: Policy(box: box)) else { return }
        guard let seen = view.features.first(where: { $0.variables == set.variables }) else { return }
        if seen.count > inside.count { fault("a box leaves \(seen.count) of \(inside.count) features") }
        for feature in 0..<seen.count where !set.type.isMoving {
            guard let place = seen.place(of: feature), GridProbe.holds(box, place) else {
                return fault("a box shows the hidden feature \(seen.id(of: feature))")
            }
        }
    }
}
