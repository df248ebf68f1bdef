/// A key of the configuration as `sluice config` tells it to editors and people.
///
/// The parser's lists of keys are the ones that count; a test walks these tables and asks the parser about each of their
/// names, bounds and samples.
struct KeyDescription: Sendable {
    /// What may stand at a key.
    indirect enum Kind: Sendable {
        case text
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        /// Bytes as a number, or such as `512 MiB`.
        case bytes(ClosedRange<Int>)
        case truth
        case choice([String])
        case texts
        /// The same, but never none.
        case someTexts
        /// Some of these words.
        case someOf([String])
        /// A list of so many numbers.
        case numbers(Int)
        case mapping([KeyDescription])
        /// Any names, with such a value each.
        case named(Kind)
        case list([KeyDescription])
        case either([Kind])
    }

    let name: String
    let kind: Kind
    /// A sentence without its full stop.
    let about: String
    /// A value in YAML, the default where there is one.
    let sample: String
    /// The mapping is not right without it.
    let isNeeded: Bool

    init(_ name: String, _ kind: Kind, _ about: String, _ sample: String, isNeeded: Bool = false) {
        (self.name, self.kind, self.about, self.sample) = (name, kind, about, sample)
        self.isNeeded = isNeeded
    }
}
