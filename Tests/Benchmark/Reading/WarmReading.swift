import Execution
import Glibc
import Icechunk
import ObjectStorage
import Zarr

/// Reads chunks that are decoded already, once through a plain Zarr store and once through a repository.
enum WarmReading {
    /// Chunks of a request.
    private static let counts = [1, 4, 16, 64, 512]
    /// Chunks read between two looks at the clock.
    private static let chunksOfTurn = 8192

    /// A line for each number of chunks of a request: it, nanoseconds of CPU a request through either, and their ratio.
    ///
    /// The two take turns, each time the other first; medians, the last of the ratios of neighbouring turns.
    static func run(_ folder: String, _ repository: String, _ name: String, runs: Int) throws {
        let plain = try array(FileStore(root: folder), name)
        let versioned = try array(try snapshot(of: repository), name)
        let wanted = chunks(of: plain.metadata)
        for array in [plain, versioned] { try read(wanted[...], of: array) }
        for count in counts where count <= wanted.count {
            var times: [[Double]] = [[], []]
            for run in 0..<runs {
                for index in run % 2 == 0 ? [0, 1] : [1, 0] {
                    times[index].append(try turn([plain, versioned][index], wanted, count))
                }
            }
            print(count, median(times[0]), median(times[1]), median(zip(times[0], times[1]).map { $1 / $0 }))
        }
    }

    /// Nanoseconds to find one of all references, in the median of some runs; each looks for others.
    static func lookUp(_ repository: String, _ name: String, runs: Int) throws {
        let store = try snapshot(of: repository)
        let wanted = chunks(of: try array(store, name).metadata)
        let context = context
        var (times, place) = ([Double](), 0)
        for _ in 0..<(runs + 1) {
            let looks = 4096
            let start = nanoseconds()
            for _ in 0..<looks {
                // A prime far from the edges of anything: no look is near the one before.
                place = (place + 611_953) % wanted.count
                var isFound = false
                try store.identities(of: [wanted[place]], ofArrayAt: name, context: context) {
                    isFound = $1 != nil
                }
                precondition(isFound, "no answer")
            }
            times.append((nanoseconds() - start) / Double(looks))
        }
        // The first brought the manifest.
        times.removeFirst()
        print(wanted.count, median(times), times.max() ?? 0)
    }

    private static var context: WorkContext { .background(seconds: 600) }

    private static func turn(_ array: ZarrArray, _ wanted: [ChunkCoordinates], _ count: Int) throws -> Double
    {
        let requests = max(chunksOfTurn / count, 1)
        var place = 0
        let start = nanoseconds()
        for _ in 0..<requests {
            place = place + count <= wanted.count ? place : 0
            try read(wanted[place..<(place + count)], of: array)
            place += count
        }
        return (nanoseconds() - start) / Double(requests)
    }

    private static func read(_ wanted: ArraySlice<ChunkCoordinates>, of array: ZarrArray) throws {
        var bytes = 0
        try array.readChunks(Array(wanted), window: 1 << 30, fillsCache: true, context: context) {
            bytes += $1.byteCount
        }
        precondition(bytes > 0, "nothing was read")
    }

    private static func snapshot(of folder: String) throws -> IcechunkStore {
        let repository = IcechunkRepository(store: FileStore(root: folder), cache: cache)
        let state = try repository.look(context: context)
        let head = try repository.resolve("main", in: state, context: context)
        return try repository.store(at: head.snapshot, in: state, context: context)
    }

    private static let cache = ChunkCache(limit: 1 << 30, ledger: MemoryLedger(budget: 2 << 30))

    private static func array(_ store: any ObjectStore, _ name: String) throws -> ZarrArray {
        try ZarrReader(cache: cache, pool: DecodePool(helpers: 0)).openArray(
            store,
            path: name,
            context: context
        )
    }

    /// Every chunk of an array of two dimensions.
    private static func chunks(of metadata: ArrayMetadata) -> [ChunkCoordinates] {
        let counts = metadata.chunkGrid.counts
        return (0..<counts[0]).flatMap { y in (0..<counts[1]).map { ChunkCoordinates([y, $0]) } }
    }

    private static func nanoseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }
}
