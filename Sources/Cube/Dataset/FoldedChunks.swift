internal import Execution
internal import Failures
internal import Zarr

/// The chunks of an array of which two dimensions are one: each is what a chunk of the array has of one face.
///
/// What several of them are parts of is read and decoded once for each read.
struct FoldedChunks: ChunkSource {
    private let whole: ZarrArray
    /// Dimensions of the whole array.
    private let faces, rows: Int

    /// `count` are all rows of all faces.
    ///
    /// - Returns: nil where chunks are cut in a way that cannot be told of the one dimension.
    static func array(_ whole: ZarrArray, faces: Int, rows: Int, count: Int) -> ZarrArray? {
        let metadata = whole.metadata
        var (shape, edges) = (metadata.shape, metadata.chunkGrid.dimensions)
        guard metadata.dimensionNames.count == shape.count, edges.count == shape.count,
            let folded = ChunkEdges(folding: edges[rows], faces: shape[faces], length: count)
        else {
            return nil
        }
        (shape[rows], edges[rows]) = (count, folded)
        var names = metadata.dimensionNames
        names[rows] = nil
        let isPart = edges[faces].longest > 1
        shape.remove(at: faces)
        edges.remove(at: faces)
        names.remove(at: faces)
        let form = ArrayMetadata(
            path: metadata.path,
            format: metadata.format,
            shape: shape,
            chunkGrid: ChunkGrid(edges),
            dataType: metadata.dataType,
            fillValue: metadata.fillValue,
            fillMarksMissing: metadata.fillMarksMissing,
            dimensionNames: names,
            attributes: metadata.attributes,
            keyEncoding: metadata.keyEncoding,
            codecs: metadata.codecs,
            wholeChunkBytes: isPart ? metadata.chunkBytes : nil
        )
        return ZarrArray(
            metadata: form,
            source: FoldedChunks(whole: whole, faces: faces, rows: rows)
        )
    }

    var isDistant: Bool { whole.isDistant }

    func prepare(_ array: ArrayMetadata, context: WorkContext) throws {
        try whole.prepare(context: context)
    }

    func read(
        _ wanted: [ChunkCoordinates],
        of array: ArrayMetadata,
        window: Int,
        fillsCache: Bool,
        context: WorkContext,
        deliver: (Int, DecodedChunk) throws -> Void
    ) throws {
        var numbers: [ChunkCoordinates: Int] = [:]
        var (chunks, parts): ([ChunkCoordinates], [[(index: Int, face: Int)]]) = ([], [])
        for (index, folded) in wanted.enumerated() {
            let (chunk, face) = origin(of: folded)
            let number = numbers[chunk] ?? chunks.count
            if number == chunks.count {
                numbers[chunk] = number
                chunks.append(chunk)
                parts.append([])
            }
            parts[number].append((index, face))
        }
        try whole.readChunks(chunks, window: window, fillsCache: fillsCache, context: context) {
            number,
            chunk in
            for (index, face) in parts[number] {
                var strides = chunk.strides
                let element = face.multipliedReportingOverflow(by: strides.remove(at: faces))
                guard !element.overflow,
                    let part = DecodedChunk(chunk, from: element.partialValue, strides: strides)
                else { throw Failure.defect }
                try deliver(index, part)
            }
        }
    }

    /// The chunk of the whole array, and the place of the face in it.
    private func origin(of folded: ChunkCoordinates) -> (ChunkCoordinates, face: Int) {
        let edges = whole.metadata.chunkGrid.dimensions
        let place = rows > faces ? rows - 1 : rows
        let perFace = max(edges[rows].count, 1)
        var indices = folded.indices
        let face = indices[place] / perFace
        let chunk = edges[faces].index(of: face)
        indices[place] %= perFace
        indices.insert(chunk, at: faces)
        return (ChunkCoordinates(indices), face - edges[faces].range(of: chunk).lowerBound)
    }
}

extension ChunkEdges {
    /// The edges of rows once for each face: where the last chunk of a face is longer than what is left of its rows, the next
    /// face begins all the same.
    fileprivate init?(folding rows: ChunkEdges, faces: Int, length: Int) {
        let runs = (0..<rows.count).map { chunk in
            let range = rows.range(of: chunk)
            return (edge: min(range.upperBound, rows.length) - range.lowerBound, count: 1)
        }
        guard faces > 0, faces <= FoldedChunks.maxFaces, rows.count > 0 else { return nil }
        var merged: [(edge: Int, count: Int)] = []
        for run in (0..<faces).flatMap({ _ in runs }) {
            if let last = merged.last, last.edge == run.edge {
                merged[merged.count - 1].count += 1
            } else {
                merged.append(run)
            }
        }
        self.init(runs: merged, length: length)
    }
}

extension FoldedChunks {
    /// Faces of a sphere that is cut into pieces: a cube has six, and those that are nested in some of them a few more.
    static let maxFaces = 64
}
