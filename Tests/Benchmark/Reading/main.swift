// Times reading in this process, without starting one: for `reading.py`, which sets other programs beside it.
import CCurl
import Execution
import Glibc
import ObjectStorage
import Zarr

/// `full STORE ARRAY RUNS`, `chunk ADDRESS FOLDER ARRAY RUNS`: a line of seconds for each run; the others: see
/// `WarmReading`.
enum ReadingBenchmark {
    static func run(_ arguments: [String]) throws {
        switch arguments.first {
        case "full" where arguments.count == 4:
            try full(arguments[1], arguments[2], runs: Int(arguments[3]) ?? 1)
        case "chunk" where arguments.count == 5:
            try chunk(arguments[1], arguments[2], arguments[3], runs: Int(arguments[4]) ?? 1)
        case "warm" where arguments.count == 5:
            try WarmReading.run(arguments[1], arguments[2], arguments[3], runs: Int(arguments[4]) ?? 1)
        case "look-up" where arguments.count == 4:
            try WarmReading.lookUp(arguments[1], arguments[2], runs: Int(arguments[3]) ?? 1)
        default:
            print(
                """
                usage: read-benchmark full STORE ARRAY RUNS | chunk ADDRESS FOLDER ARRAY RUNS
                       | warm STORE REPOSITORY ARRAY RUNS | look-up REPOSITORY ARRAY RUNS
                """
            )
        }
    }

    /// Opens an array and reads all of it, each run anew into the same memory.
    private static func full(_ store: String, _ name: String, runs: Int) throws {
        let metadata = try open(FileStore(root: store), name).metadata
        let bytes = metadata.shape.reduce(metadata.element.size ?? 0, *)
        precondition(bytes > 0, "an array of elements of fixed size")
        let memory = ReusedMemory()
        for _ in 0..<runs {
            print(
                try seconds {
                    let array = try open(FileStore(root: store), name)
                    try array.read(
                        array.metadata.shape.map { 0..<$0 },
                        into: memory.bytes(bytes),
                        context: context
                    )
                }
            )
        }
    }

    /// Reads the first chunk over HTTP; beside it, libcurl alone and the codec alone: three numbers a line.
    private static func chunk(_ address: String, _ folder: String, _ name: String, runs: Int) throws {
        let store = try StoreOpener.open(address, engine: TransferEngine())
        let (remote, local) = (try open(store, name), try open(FileStore(root: folder), name))
        let first = local.metadata.gridShape.map { _ in "0" }.joined(separator: "/")
        let curl = PlainTransfer(url: "\(address)/\(name)/c/\(first)")
        for _ in 0..<runs {
            let plain = seconds { curl.get() }
            let ours = try seconds { try readFirst(remote) }
            let decoded = try seconds { try readFirst(local) }
            print(ours, plain, decoded)
        }
    }

    private static var context: WorkContext { .background(seconds: 600) }

    private static func open(_ store: any ObjectStore, _ name: String) throws -> ZarrArray {
        let cache = ChunkCache(limit: 64 << 20, ledger: MemoryLedger(budget: 1 << 30))
        let cores = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
        let reader = ZarrReader(cache: cache, pool: DecodePool(helpers: cores - 1))
        return try reader.openArray(store, path: name, context: context)
    }

    private static func readFirst(_ array: ZarrArray) throws {
        let first = ChunkCoordinates(array.metadata.gridShape.map { _ in 0 })
        try array.readChunks([first], window: 64 << 20, fillsCache: false, context: context) { _, _ in }
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = Deadline.now.nanoseconds
        try body()
        return Double(Deadline.now.nanoseconds - start) / 1e9
    }
}

/// One easy handle of libcurl, as its examples use it: the connection is kept, the body goes to memory.
final class PlainTransfer {
    private let handle: UnsafeMutableRawPointer?
    private var body: [UInt8] = []

    init(url: String) {
        handle = curl_easy_init()
        _ = sluice_curl_set_text(handle, CURLOPT_URL, url)
        _ = sluice_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<PlainTransfer>.fromOpaque(context).takeUnretainedValue()
            transfer.body += UnsafeRawBufferPointer(start: bytes, count: size * count)
            return size * count
        }
        let own = Unmanaged.passUnretained(self).toOpaque()
        _ = sluice_curl_set_pointer(handle, CURLOPT_WRITEDATA, own)
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    func get() {
        body.removeAll(keepingCapacity: true)
        let code = curl_easy_perform(handle)
        precondition(code == CURLE_OK && !body.isEmpty, "libcurl read nothing")
    }
}

try ReadingBenchmark.run(Array(CommandLine.arguments.dropFirst()))
