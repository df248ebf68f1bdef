internal import CF
package import Failures
internal import JSON
internal import Zarr

/// Units that a request wants values in (udunits' spelling, or one that people use).
package enum WantedUnits: Sendable, Equatable {
    /// As they are stored.
    case stored
    /// One for all requested variables.
    case all(String)
    /// By the variable's name; others as they are stored.
    case each([String: String])

    /// The units requested for one variable; nil for its own.
    package func text(for variable: String) -> String? {
        switch self {
        case .stored: nil
        case .all(let text): text
        case .each(let texts): texts[variable]
        }
    }
}

extension Variable {
    /// The same variable with its values in other units.
    ///
    /// Nothing changes but the packing and the word for the units: whatever reads, compares or draws values needs to
    /// know no more.
    ///
    /// - Throws: `invalid` for a text that is no unit, and for one that the variable's cannot be converted to; the
    ///   message names those.
    package func converted(to text: String, parameter: String = "units") throws(Failure) -> Variable {
        if text == units { return self }
        guard let conversion = conversion(to: text) else {
            throw .invalid(parameter: parameter, received: text, expected: expectedUnits)
        }
        if let part, part.kind == .magnitude {
            let pair = try part.pair.map { (component) throws(Failure) in
                try component.converted(to: text, parameter: parameter)
            }
            return Variable(
                VectorPart(pair: pair, kind: part.kind, name: part.name),
                units: text,
                standardName: standardName,
                longName: longName,
                converted: (self, conversion)
            )
        }
        return Variable(
            stored: stored,
            axes: axes,
            grid: grid,
            gridDimensions: gridDimensions,
            packing: packing.converted(by: conversion),
            units: text,
            standardName: standardName,
            longName: longName,
            scalars: scalars,
            forecast: forecast,
            converted: (self, conversion),
            part: part
        )
    }

    /// How many of some units one of its own is; nil for those that measure something else, or have another zero.
    package func scale(to text: String) -> Double? {
        guard let conversion = conversion(to: text), conversion.offset == 0, conversion.scale > 0 else {
            return nil
        }
        return conversion.scale
    }

    /// The units in the spelling that udunits reads, whatever their writer's was; nil for none.
    package var readableUnits: String? {
        units.flatMap { UnitText.cleaned($0, isTemperature: measuresTemperature) }
    }

    private var expectedUnits: String {
        guard let units else { return "no units for '\(name)', which has none itself" }
        return "units that those of '\(name)', '\(units)', can be converted to"
    }

    private func conversion(to text: String) -> UnitConversion? {
        let attributes = stored.attributes
        // A code is no quantity, and time has a calendar.
        guard let units, attributes["flag_values"] == nil, attributes["flag_masks"] == nil,
            !TimeUnits.looksLikeTime(units)
        else { return nil }
        let isTemperature = measuresTemperature
        guard let from = UnitText.cleaned(units, isTemperature: isTemperature),
            let to = UnitText.cleaned(text, isTemperature: isTemperature),
            let conversion = UnitSystem.conversion(from: from, to: to)
        else { return nil }
        return holdsDifferences ? conversion.ofDifferences : conversion
    }

    private var measuresTemperature: Bool {
        [standardName, longName, name].contains { $0?.lowercased().contains("temp") ?? false }
    }

    /// Differences of temperatures have no zero point (CF 1.11, section 3.1.2): anomalies, spreads, and what
    /// `units_metadata` says.
    private var holdsDifferences: Bool {
        let attributes = CFAttributes(stored.attributes)
        if attributes.text("units_metadata")?.contains("difference") ?? false { return true }
        if let name = standardName, name.contains("anomaly") || name.contains("difference") { return true }
        let methods = CellMethods(attributes.text("cell_methods") ?? "")
        return methods.entries.contains { ["standard_deviation", "range"].contains($0.method) }
    }
}

extension Packing {
    /// The same stored numbers as values in other units; integers become fractions.
    func converted(by conversion: UnitConversion) -> Packing {
        let valueType: ValueType =
            switch (self.valueType, storedType) {
            case (.float, _): .float
            case (.signedInteger, .int8), (.signedInteger, .int16): .float
            case (.unsignedInteger, .uint8), (.unsignedInteger, .uint16), (.unsignedInteger, .bool): .float
            default: .double
            }
        return Packing(
            storedType: storedType,
            scale: scale * conversion.scale,
            offset: offset * conversion.scale + conversion.offset,
            missing: missing,
            validMinimum: validMinimum,
            validMaximum: validMaximum,
            valueType: valueType
        )
    }
}
