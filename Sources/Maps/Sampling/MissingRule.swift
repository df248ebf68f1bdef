internal import CF

/// Tells stored numbers that mean "missing", in the stored type (CF 1.11, section 2.5.1).
///
/// The forms differ only in how many numbers they compare with, so that the usual ones cost no loop.
protocol MissingRule<Sample> {
    associatedtype Sample: StoredSample
    func isMissing(_ sample: Sample) -> Bool
}

/// The ends of the valid range: a NaN is never inside, nor is an infinity, which no answer shows as a value.
struct ValidRange<Sample: StoredSample> {
    let lower: Sample
    let upper: Sample

    init(_ packing: Packing) {
        lower = packing.validMinimum.flatMap { Sample($0) }.map { max($0, .lowest) } ?? .lowest
        upper = packing.validMaximum.flatMap { Sample($0) }.map { min($0, .highest) } ?? .highest
    }

    @inline(__always) func excludes(_ sample: Sample) -> Bool { !(sample >= lower && sample <= upper) }
}

/// One number that means missing.
struct OneMissing<Sample: StoredSample>: MissingRule {
    let valid: ValidRange<Sample>
    let missing: Sample

    @inline(__always) func isMissing(_ sample: Sample) -> Bool { sample == missing || valid.excludes(sample) }
}

/// None but those outside the valid range.
struct NoMissing<Sample: StoredSample>: MissingRule {
    let valid: ValidRange<Sample>

    @inline(__always) func isMissing(_ sample: Sample) -> Bool { valid.excludes(sample) }
}

/// Several of them, in a buffer that outlives the rule: an array here would be retained for each pixel.
struct ManyMissing<Sample: StoredSample>: MissingRule {
    let valid: ValidRange<Sample>
    let missing: UnsafeBufferPointer<Sample>

    @inline(__always) func isMissing(_ sample: Sample) -> Bool {
        for number in missing where sample == number { return true }
        return valid.excludes(sample)
    }
}

/// A loop over stored numbers that is written once for every type of them and every rule of what is missing.
protocol SampleLoop: StoredSampleReader {
    /// How numbers become values, and which of them are missing.
    var packing: Packing { get }

    func run<Missing: MissingRule>(_ missing: Missing) -> Result
}

extension SampleLoop {
    /// Chooses the rule of a packing, once for many numbers: the one place that does.
    @inline(__always)
    func read<Sample: StoredSample>(_ type: Sample.Type) -> Result {
        let valid = ValidRange<Sample>(packing)
        let missing = packing.missing.compactMap { Sample($0) }
        switch missing.count {
        case 0: return run(NoMissing(valid: valid))
        case 1: return run(OneMissing(valid: valid, missing: missing[0]))
        default: return missing.withUnsafeBufferPointer { run(ManyMissing(valid: valid, missing: $0)) }
        }
    }
}
