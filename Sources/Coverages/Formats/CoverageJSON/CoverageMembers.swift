internal import Cube
internal import Grids
internal import JSON

/// What is told of a coverage beside its domain, as members of its own: CoverageJSON leaves other axes to no domain type
/// that clients know, so the positions along them are no part of the domain.
extension CoverageDomain {
    /// Names, without the prefix that custom members have (CoverageJSON 1.0, section 11), and values.
    func ownMembers(_ member: Int) -> [(name: String, value: JSONValue)] {
        var members = self.member(member).flatMap { axis, index in
            let id = names.id(of: axis)
            var told = [(name: id, value: axis.position(at: index))]
            if let label = axis.repeatedLabel(at: index) { told.append((id + "-label", JSONValue(label))) }
            return told
        }
        if let runs, let first = runs.indices.first {
            let isOne = runs.indices.allSatisfy { $0 == first }
            let value = isOne ? runs.axis.position(at: first) : .array(runs.values)
            members.append((names.id(of: runs.axis), value))
        }
        if let selectionNote { members.append(("selection", JSONValue(selectionNote))) }
        return members
    }
}

extension DomainPositions {
    /// As JSON has them: numbers where the axis is one of numbers.
    var values: [JSONValue] { indices.map { axis.position(at: $0) } }

    /// As numbers, whatever else names them.
    var numbers: [JSONValue] { indices.map { JSONValue(axis.cells.number(at: $0)) } }
}

extension Axis {
    /// A date, a label, a number, or the index where the data give none of them.
    fileprivate func position(at index: Int) -> JSONValue {
        if times != nil || labels != nil { return JSONValue(text(at: index)) }
        let centres = cells.centres
        guard centres.indices.contains(index), centres[index].isFinite else { return JSONValue(index) }
        return JSONValue(cells.number(at: index))
    }
}
