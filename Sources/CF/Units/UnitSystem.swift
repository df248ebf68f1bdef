internal import CUDUnits
internal import Synchronization

/// The units of udunits' database and what converts between them.
///
/// Thread rule: udunits keeps its state, its parser included, in globals, so every call is made under one lock for the
/// process. Answers are kept: a request costs a look into a table.
package enum UnitSystem {
    /// Longer texts are no units: udunits' parser is recursive in places, and clients send these texts.
    package static let longestText = 128
    /// More pairs than datasets and their users have; with more all are forgotten.
    private static let maxKept = 1024

    private struct Pair: Hashable {
        let from: String
        let to: String
    }

    private struct State: ~Copyable {
        var library: UnitLibrary?
        var isLoaded = false
        var kept: [Pair: UnitConversion?] = [:]
    }

    private static let state = Mutex(State())

    /// How numbers in one unit become numbers in another, by texts that udunits reads.
    ///
    /// - Returns: nil for texts that are no units, for units of different things, and for scales that are not linear
    /// to each other (logarithms, reciprocals).
    package static func conversion(from: String, to: String) -> UnitConversion? {
        guard isReadable(from), isReadable(to) else { return nil }
        let pair = Pair(from: from, to: to)
        return state.withLock { state in
            if let known = state.kept[pair] { return known }
            if !state.isLoaded {
                state.library = UnitLibrary()
                state.isLoaded = true
            }
            let made = state.library?.conversion(from: from, to: to)
            if state.kept.count >= maxKept { state.kept = [:] }
            state.kept[pair] = .some(made)
            return made
        }
    }

    /// Short, printable, and no point in time: those are the business of calendars.
    private static func isReadable(_ text: String) -> Bool {
        guard (1...longestText).contains(text.utf8.count), !text.contains("@") else { return false }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else { return false }
        let words = text.lowercased().split { $0 == " " || $0 == "\t" || $0 == "(" || $0 == ")" }
        return !words.contains { ["since", "after", "from", "ref"].contains($0) }
    }
}

/// The database, read once; see `UnitSystem` for the rule about threads.
private struct UnitLibrary: ~Copyable {
    private let system: OpaquePointer

    /// - Returns: nil when the database cannot be read; no unit is then known.
    init?() {
        sluice_udunits_be_silent()
        guard let system = ut_read_xml(nil) else { return nil }
        self.system = system
    }

    deinit {
        ut_free_system(system)
    }

    func conversion(from: String, to: String) -> UnitConversion? {
        guard let source = ut_parse(system, from, UT_UTF8) else { return nil }
        defer { ut_free(source) }
        guard let target = ut_parse(system, to, UT_UTF8) else { return nil }
        defer { ut_free(target) }
        guard let converter = ut_get_converter(source, target) else { return nil }
        defer { cv_free(converter) }
        return UnitConversion { cv_convert_double(converter, $0) }
    }
}
