/// One thing that strangers' bytes reach: a fuzzer calls it with whatever it can think of.
///
/// It may refuse an input by its module's typed error; a trap, memory touched out of bounds, another error, too much
/// memory or too much time are faults.
package struct FuzzTarget: Sendable {
    /// A word: of a command line, and of a folder of inputs.
    package let name: String
    /// Inputs that mean something: where the fuzzer begins.
    package let seeds: [[UInt8]]
    private let body: @Sendable (UnsafeRawBufferPointer) throws -> Void
    /// Whether an error is how the target says no.
    private let isRefusal: @Sendable (any Error) -> Bool

    package init(
        _ name: String,
        seeds: [[UInt8]],
        isRefusal: @escaping @Sendable (any Error) -> Bool,
        _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.isRefusal = isRefusal
        self.body = body
    }

    /// Every target; one more is a line here.
    package static let all: [FuzzTarget] =
        MetadataFuzzing.targets + CodecFuzzing.targets + ShardFuzzing.targets + IcechunkFuzzing.targets
        + ZipFuzzing.targets + ReferenceFuzzing.targets + DisplayFuzzing.targets + LegendTextFuzzing.targets
        + CubeFuzzing.targets + GridFuzzing.targets + NameListFuzzing.targets + AuthenticationFuzzing.targets
        + TokenFuzzing.targets + QuotaStoreFuzzing.targets + ConfigurationFuzzing.targets
        + SiteFuzzing.targets + DimensionFuzzing.targets + ColourMapFuzzing.targets

    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    /// Tries one input.
    package func run(_ input: UnsafeRawBufferPointer) {
        do {
            try body(input)
        } catch {
            precondition(isRefusal(error), "\(name): an error of no type: \(error)")
        }
    }
}
