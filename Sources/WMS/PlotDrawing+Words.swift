internal import CF
internal import Coverages
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import Maps

/// What plots say of layers, levels and places.
extension PlotDrawing {
    func grouped(_ lines: [(unit: String, line: PlotLine, title: String)]) -> [(String, [PlotLine])] {
        unique(lines.map(\.unit)).map { unit in
            let own = lines.filter { $0.unit == unit }
            let titles = unique(own.map(\.title))
            let title = titles.count == 1 ? titles[0] : Self.bracketed(unit).trimmed
            return (title, own.map(\.line))
        }
    }

    func unit(_ read: Read) -> String { read.variable.units ?? "" }

    func title(_ read: Read) -> String { read.variable.title + Self.bracketed(read.variable.units) }

    /// ` [m]`; nothing where units say nothing.
    static func bracketed(_ units: String?) -> String {
        guard let units, !units.isEmpty, units != "1" else { return "" }
        return " [\(units)]"
    }

    /// What tells a line from others: its layer where there are several, its level where it has several.
    func name(_ read: Read, level: Int, among reads: [Read]) -> String {
        let layer = reads.count > 1 ? read.variable.title : nil
        let own = read.domain.levelCount > 1 ? read.domain.level.map { Self.text($0, level) } : nil
        return [layer, own].compactMap(\.self).joined(separator: ", ")
    }

    func name(_ read: Read, time: Int, among reads: [Read]) -> String {
        let layer = reads.count > 1 ? read.variable.title : nil
        let own = read.domain.timeCount > 1 ? read.domain.time.map { Self.text($0, time) } : nil
        return [layer, own].compactMap(\.self).joined(separator: ", ")
    }

    static func text(_ positions: DomainPositions, _ number: Int) -> String {
        guard positions.indices.indices.contains(number) else { return "" }
        let text = positions.axis.text(at: positions.indices[number])
        return text + (positions.axis.times == nil ? positions.axis.units.map { " \($0)" } ?? "" : "")
    }

    /// Where and when: the cell, and the positions on all axes of which there is one.
    func note(_ reads: [Read]) -> String {
        guard let read = reads.first else { return "" }
        var parts: [String] = []
        if read.layer.along == nil, let x = read.domain.lines.longitudes.first,
            let y = read.domain.lines.latitudes.first
        {
            parts.append(Self.place(x, y))
        }
        if let stays = read.layer.along?.stays, let first = stays.first, let last = stays.last {
            parts.append(
                "\(Self.place(first.centre.longitude, first.centre.latitude)) to "
                    + Self.place(last.centre.longitude, last.centre.latitude)
            )
        }
        for positions in [read.domain.time, read.domain.level].compactMap(\.self)
        where positions.indices.count == 1 {
            parts.append(Self.text(positions, 0))
        }
        for positions in read.domain.custom where positions.indices.count == 1 {
            parts.append("\(positions.axis.name) \(Self.text(positions, 0))")
        }
        return parts.joined(separator: " · ")
    }

    /// `12.50° E 3.25° S`.
    static func place(_ longitude: Double, _ latitude: Double) -> String {
        let text = { (number: Double, letters: (String, String)) in
            NiceNumbers.text(abs(number), step: 0.001) + "° " + (number < 0 ? letters.1 : letters.0)
        }
        return "\(text(latitude, ("N", "S"))) \(text(longitude, ("E", "W")))"
    }

    func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
