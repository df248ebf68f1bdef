package import CF
package import Grids
package import JSON

/// A dimension with its meaning and the positions along it.
package final class Axis: Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case x, y, vertical, time
        case referenceTime = "reference_time"
        case lead, member, custom
    }

    package enum VerticalDirection: String, Sendable { case up, down }

    /// The dimension's name; unique within a dataset.
    package let name: String
    package let role: Role
    /// In the axis's own units, unpacked; 0, 1, 2 … when the dimension has no coordinates.
    ///
    /// For an axis with `times` they are those milliseconds.
    package let cells: CellAxis
    /// The dates of a time axis; nil for other axes, and for times without a usable reference.
    package let times: TimeCoordinates?
    /// Texts that name the positions: stations, members, categories.
    package let labels: AxisLabels?
    /// What the positions mean beyond their numbers.
    package let meaning: AxisMeaning
    /// The variable that holds the positions; nil when the dimension has none.
    let variableName: String?
    package let attributes: JSONObject
    /// Other coordinates of the same positions, such as the leads and runs of valid times.
    ///
    /// By their names positions can be selected too. They may repeat.
    package let alternates: [Axis]
    /// What stands at each position of an axis that is known by positions because this repeats; nil for all others.
    ///
    /// `cells` are then the indices: they name the positions, and these numbers are no more than labels.
    package let repeated: RepeatedLabels?

    init(
        name: String,
        role: Role,
        cells: CellAxis,
        times: TimeCoordinates? = nil,
        labels: AxisLabels? = nil,
        meaning: AxisMeaning = AxisMeaning(),
        variableName: String? = nil,
        attributes: JSONObject = JSONObject(),
        alternates: [Axis] = [],
        repeated: RepeatedLabels? = nil
    ) {
        self.name = name
        self.role = role
        self.cells = cells
        self.times = times
        self.labels = labels
        self.meaning = meaning.shown
        self.variableName = variableName
        self.attributes = attributes
        self.alternates = alternates
        self.repeated = repeated
    }

    package var count: Int { cells.count }
    package var hasCoordinates: Bool { variableName != nil }
    package var units: String? { meaning.units }
    package var standardName: String? { meaning.standardName }
    package var longName: String? { meaning.longName }
    package var positive: VerticalDirection? { meaning.positive }

    /// A position as people read it and ask for it: a date, a label, or the number; empty where it is no number.
    package func text(at index: Int) -> String {
        if let times { return times.text(at: index) }
        if let labels { return labels.texts.indices.contains(index) ? labels.texts[index] : "" }
        guard index >= 0, index < count else { return "" }
        return Self.text(cells.number(at: index))
    }

    /// The same with what stands there, where that is another number or a text: `4 (1)`.
    package func description(at index: Int) -> String {
        repeatedLabel(at: index).map { "\(text(at: index)) (\($0))" } ?? text(at: index)
    }

    /// What stands at a position that is known by its index because this repeats; nil where nothing does.
    package func repeatedLabel(at index: Int) -> String? {
        guard let repeated, labels == nil, index >= 0, index < count else { return nil }
        let label = repeated.text(at: index)
        return label.isEmpty ? nil : label
    }

    /// A whole number without a fraction; empty for what is no number, or an infinite one.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
    }

    /// The name by which positions are requested of an axis whose dates repeat.
    static func positionName(of name: String) -> String { name + "_position" }

    /// The first and the last position that can be requested.
    package var ends: (first: String, last: String) {
        guard count > 0 else { return ("", "") }
        guard times == nil, labels == nil, cells.hasMissing else { return (text(at: 0), text(at: count - 1)) }
        let places = cells.centres.indices
        let isKnown = { (place: Int) in self.cells.centres[place].isFinite }
        return (places.first(where: isKnown).map(text) ?? "", places.last(where: isKnown).map(text) ?? "")
    }

    /// The least and the largest position, whichever comes first: `10/1000`; of labels the first and the last.
    package var extentText: String {
        let (first, last) = labels == nil ? extremes : ends
        return first.isEmpty && last.isEmpty ? "nothing" : "\(first)/\(last)"
    }

    private var extremes: (first: String, last: String) {
        switch cells.order {
        case .ascending: return ends
        case .descending: return (ends.last, ends.first)
        case .unordered:
            let centres = cells.centres
            let known = centres.indices.filter { centres[$0].isFinite }
            guard let least = known.min(by: { centres[$0] < centres[$1] }),
                let largest = known.max(by: { centres[$0] < centres[$1] })
            else { return ("", "") }
            return (text(at: least), text(at: largest))
        }
    }
}

/// What an axis says of itself beside its positions.
package struct AxisMeaning: Sendable, Equatable {
    package var units: String?
    package var standardName: String?
    package var longName: String?
    /// Of vertical axes.
    package var positive: Axis.VerticalDirection?
    /// How places come from the numbers of a parametric vertical axis, which are kept as they are.
    package var formula: ParametricFormula? { formulas.first }
    /// The same and others along the axis: of variables on other cells other terms hold.
    var formulas: [ParametricFormula] = []
    /// Of a time axis whose steps stand for parts of several days or years.
    package var climatology: Climatology?

    /// With texts as long as they are shown.
    fileprivate var shown: AxisMeaning {
        var shown = self
        shown.units = units.map { DisplayText.title($0) }
        shown.standardName = standardName.map { DisplayText.title($0) }
        shown.longName = longName.map { DisplayText.title($0) }
        return shown
    }
}

extension Axis {
    /// The same positions under the role `custom`: for a variable with two axes of one role.
    var asCustom: Axis { copy(role: .custom, cells: cells, times: times, labels: labels) }

    /// The same positions along the rows or columns of a grid, where they play no other role.
    func playing(_ role: Role) -> Axis {
        self.role == .custom ? copy(role: role, cells: cells, times: times, labels: labels) : self
    }

    /// The same dimension with positions from elsewhere: a transform.
    func placed(at cells: CellAxis) -> Axis {
        copy(role: role, cells: cells, times: nil, labels: nil, variableName: name)
    }

    /// The same without formulas that name any of some variables; nil where none does.
    func withoutFormulas(naming hidden: Set<String>) -> Axis? {
        let told = meaning.formulas.filter { formula in
            formula.terms.allSatisfy { !hidden.contains($0.variable) }
        }
        let others = alternates.map { $0.withoutFormulas(naming: hidden) ?? $0 }
        guard told.count < meaning.formulas.count || zip(others, alternates).contains(where: { $0 !== $1 })
        else { return nil }
        var meaning = meaning
        meaning.formulas = told
        return copy(
            role: role,
            cells: cells,
            times: times,
            labels: labels,
            meaning: meaning,
            alternates: others,
            repeated: repeated
        )
    }

    /// The positions that a window leaves, with what belongs to each of them.
    func picked(by window: IndexWindow, cells: CellAxis) -> Axis {
        let times = times.map {
            TimeCoordinates(calendar: $0.calendar, milliseconds: window.picked(from: $0.milliseconds))
        }
        var meaning = meaning
        meaning.climatology = meaning.climatology.map {
            Climatology(intervals: window.picked(from: $0.intervals))
        }
        return copy(
            role: role,
            cells: cells,
            times: times,
            labels: labels.map { AxisLabels(variableName: $0.variableName, window.picked(from: $0.texts)) },
            meaning: meaning,
            alternates: alternates.map { alternate in
                alternate.picked(by: window, cells: alternate.cells.positions(leftBy: window))
            },
            repeated: repeated?.picked(by: window)
        )
    }

    /// The same positions with names, which nothing repeats any more.
    func named(by labels: AxisLabels) -> Axis {
        Axis(
            name: name,
            role: role,
            cells: cells,
            times: times,
            labels: labels,
            meaning: meaning,
            variableName: variableName,
            attributes: attributes,
            alternates: alternates
        )
    }

    private func copy(
        role: Role,
        cells: CellAxis,
        times: TimeCoordinates?,
        labels: AxisLabels?,
        meaning: AxisMeaning? = nil,
        variableName: String? = nil,
        alternates: [Axis]? = nil,
        repeated: RepeatedLabels? = nil
    ) -> Axis {
        Axis(
            name: name,
            role: role,
            cells: cells,
            times: times,
            labels: labels,
            meaning: meaning ?? self.meaning,
            variableName: variableName ?? self.variableName,
            attributes: attributes,
            alternates: alternates ?? self.alternates,
            repeated: repeated ?? self.repeated
        )
    }
}
