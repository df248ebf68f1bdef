package import Grids

/// What stands at the positions of an axis that are known by their indices because this repeats: no name of a position.
package enum RepeatedLabels: Sendable {
    case numbers(CellAxis)
    /// Of an array; some may be empty.
    case texts([String], variableName: String)

    /// What stands at a position; empty where nothing does.
    package func text(at index: Int) -> String {
        switch self {
        case .numbers(let cells):
            cells.centres.indices.contains(index) ? Axis.text(cells.number(at: index)) : ""
        case .texts(let texts, _): texts.indices.contains(index) ? texts[index] : ""
        }
    }

    package var count: Int {
        switch self {
        case .numbers(let cells): cells.count
        case .texts(let texts, _): texts.count
        }
    }

    /// What a window leaves.
    func picked(by window: IndexWindow) -> RepeatedLabels {
        switch self {
        case .numbers(let cells): .numbers(cells.positions(leftBy: window))
        case .texts(let texts, let name): .texts(window.picked(from: texts), variableName: name)
        }
    }
}
