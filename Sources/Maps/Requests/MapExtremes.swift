internal import CF
package import Cube
package import Execution
internal import Failures
internal import Grids
internal import Zarr

/// The least and the largest value that a picture shows: of the cells under its pixels.
package struct MapExtremes: Sendable, Equatable {
    package private(set) var least = Double.infinity
    package private(set) var largest = -Double.infinity

    /// True where no pixel has a value.
    package var isEmpty: Bool { least > largest }

    /// Reads what lies under the pixels of a plan of nearest cells.
    ///
    /// - Throws: `Failure`, or an interruption.
    package init(_ plan: MapPlan, context: WorkContext) throws {
        guard !plan.isEmpty, !plan.isMixed else { return }
        try plan.dataset.admit(plan.cost, context: context)
        let (width, height, packing) = (plan.target.width, plan.target.height, plan.packing)
        // A band of pixels that each have a cell of their own takes some bytes for each.
        let memory = try plan.reserve(plan.workingSet + 32 * width * height, context: context)
        defer { withExtendedLifetime(memory) {} }
        var found = self
        try plan.read(context: context, held: memory) { chunk, cells in
            let sampler = try NearestSampler(
                cells,
                packing: packing,
                width: width,
                height: height,
                lineStride: width
            )
            try sampler.sample(chunk) { (field) throws(Failure) in
                let (least, largest) = packing.storedType.read(by: ExtremesLoop(field: field))
                guard least <= largest else { return }
                // A scale below zero turns the order round.
                let ends = [least, largest].map { $0 * packing.scale + packing.offset }.filter(\.isFinite)
                found.least = min(found.least, ends.min() ?? .infinity)
                found.largest = max(found.largest, ends.max() ?? -.infinity)
            }
        }
        self = found
    }
}

extension MapPlan {
    /// Everything that decides the values under its pixels, but the dataset.
    package func addIdentity(to digest: inout ContentDigest) {
        slice.addIdentity(to: &digest)
        digest.add(question)
        digest.add(target)
    }
}

/// The loop over pixels: the least and the largest stored number that is not missing.
private struct ExtremesLoop: StoredSampleReader {
    let field: SampledField

    @inline(__always)
    func read<Sample: StoredSample>(_ type: Sample.Type) -> (least: Double, largest: Double) {
        let valid = ValidRange<Sample>(field.packing)
        let missing = field.packing.missing.compactMap { Sample($0) }
        return missing.withUnsafeBufferPointer { extremes(ManyMissing(valid: valid, missing: $0)) }
    }

    @inline(__always)
    private func extremes<Missing: MissingRule>(_ missing: Missing) -> (least: Double, largest: Double) {
        typealias Sample = Missing.Sample
        var (least, largest) = (Double.infinity, -Double.infinity)
        for row in field.rowOffsets {
            for column in field.columnOffsets {
                // Offsets were checked: products stay below the memory's length.
                let sample = field.source.loadUnaligned(
                    fromByteOffset: (row &+ column) &* MemoryLayout<Sample>.stride,
                    as: Sample.self
                )
                guard !missing.isMissing(sample) else { continue }
                least = min(least, sample.double)
                largest = max(largest, sample.double)
            }
        }
        return (least, largest)
    }
}
