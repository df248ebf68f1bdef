internal import CF
internal import Cube
internal import Execution
internal import Failures
internal import Grids

/// The values of a picture's pixels as numbers, for what does not draw them one by one.
extension MapPlan {
    /// The value of each pixel, row by row; NaN where there is none.
    ///
    /// A caller that holds a reservation of at least `workingSet` hands it over as `held`.
    ///
    /// - Throws: `Failure`, `Interruption`.
    func values(context: WorkContext, held: Reservation?) throws -> [Double] {
        var values = [Double](repeating: .nan, count: target.width * target.height)
        guard !isEmpty else { return values }
        if isMixed {
            try mix(into: &values, context: context)
            return values
        }
        try values.withUnsafeMutableBufferPointer { values in
            try read(context: context, held: held) { chunk, cells in
                let (width, height) = (target.width, target.height)
                let sampler = try NearestSampler(
                    cells,
                    packing: packing,
                    width: width,
                    height: height,
                    lineStride: width
                )
                try context.measurements.measure(.render) {
                    try sampler.sample(chunk) { (field) throws(Failure) in
                        field.packing.storedType.read(
                            by: UnpackingLoop(field: field, values: values, width: width)
                        )
                    }
                }
            }
        }
        return values
    }

    private func mix(into values: inout [Double], context: WorkContext) throws {
        for rows in bands {
            guard let weights = weights(ofRows: rows) else { throw Failure.defect }
            var mixed = weights.mixer(packing: packing)
            try read(weights, context: context) { chunk in
                try context.measurements.measure(.render) { try mixed.add(chunk) }
            }
            let lines = context.measurements.measure(.render) { mixed.values() }
            let place = rows.lowerBound * target.width..<rows.upperBound * target.width
            guard lines.count == place.count else { throw Failure.defect }
            values.replaceSubrange(place, with: lines)
        }
    }

    /// Bytes that mixing takes beside what pixels are mixed from.
    var mixerBytes: Int {
        mixedPixels * CellWeights.mixerBytesPerPixel + SortedLine.bytes(entries: mixedEntries)
    }
}

/// The loop over the pixels of a field: stored number, missing or not, value.
private struct UnpackingLoop: SampleLoop {
    typealias Result = Void

    let field: SampledField
    /// As many as pixels of the picture, NaN where nothing is yet.
    let values: UnsafeMutableBufferPointer<Double>
    let width: Int

    var packing: Packing { field.packing }

    @inline(__always)
    func run<Missing: MissingRule>(_ missing: Missing) {
        typealias Sample = Missing.Sample
        for (row, rowOffset) in zip(field.rows, field.rowOffsets) {
            let line = Int(row) * width
            let start = field.source + rowOffset * MemoryLayout<Sample>.stride
            var begin = 0
            for run in field.columns {
                for index in 0..<Int(run.count) {
                    let offset = field.columnOffsets[begin + index] &* MemoryLayout<Sample>.stride
                    let sample = start.loadUnaligned(fromByteOffset: offset, as: Sample.self)
                    let pixel = line + Int(run.start) + index
                    guard !missing.isMissing(sample), values.indices.contains(pixel) else { continue }
                    values[pixel] = sample.double * packing.scale + packing.offset
                }
                begin += Int(run.count)
            }
        }
    }
}
