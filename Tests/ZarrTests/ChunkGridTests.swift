import Testing
import Zarr

struct ChunkGridTests {
    /// Every position, looked up, lies in the chunk that a list of all edges puts it in.
    @Test(arguments: [
        ([3, 3, 3, 1], 10), ([3, 3, 3, 3], 10), ([1, 1, 1, 3], 6), ([4, 4, 2], 10), ([7], 5),
        ([1, 2, 1, 2], 5),
        ([2, 9, 9, 9], 3),
    ])
    func agreesWithAListOfEdges(_ edges: [Int], _ length: Int) throws {
        let dimension = try #require(ChunkEdges(runs: edges.map { ($0, 1) }, length: length))
        var start = 0
        var chunks = 0
        for (chunk, edge) in edges.enumerated() where start < length {
            #expect(dimension.range(of: chunk) == start..<(start + edge))
            for position in start..<min(start + edge, length) {
                #expect(dimension.index(of: position) == chunk)
            }
            start += edge
            chunks += 1
        }
        #expect(dimension.count == chunks)
        #expect(dimension.longest == edges.prefix(chunks).max())
        #expect(dimension.chunks(of: 0..<length) == 0..<chunks)
        #expect(dimension.lengths.reduce(0) { $0 + $1.count } == chunks)
    }

    @Test func aGridOfEqualEdgesIsRegularHoweverItIsWritten() {
        let edges = ChunkEdges(runs: [(4, 1), (4, 1), (4, 7), (9, 1)], length: 36)
        #expect(edges == ChunkEdges(edge: 4, length: 36))
        #expect(edges?.regular == 4)
    }

    @Test func edgesBeyondTheLengthDoNotCount() throws {
        let edges = try #require(ChunkEdges(runs: [(4, 1), (2, 1), (100, 5)], length: 6))
        #expect(edges.count == 2 && edges.longest == 4)
        #expect(ChunkEdges(runs: [(4, 1), (1, 1)], length: 6) == nil)
    }

    /// A run of more chunks than could be listed costs as much as one chunk.
    @Test func runsAreNotExpanded() throws {
        let length = 1 << 60
        let edges = try #require(ChunkEdges(runs: [(5, 1), (1, .max)], length: length))
        #expect(edges.count == length - 4)
        #expect(edges.index(of: length - 1) == length - 5)
        #expect(edges.range(of: length - 5) == (length - 1)..<length)
        #expect(edges.lengths.count == 2)
    }

    @Test func anEmptyDimensionHasNoChunks() throws {
        let edges = try #require(ChunkEdges(runs: [(4, 1), (2, 1)], length: 0))
        #expect(edges.count == 0 && edges.longest == 4 && edges.chunks(of: 0..<0).isEmpty)
    }
}
