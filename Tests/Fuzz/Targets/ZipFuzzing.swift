internal import ObjectStorage
internal import TestSupport

/// Zip archives: the input is one; all that it says it holds is listed and read.
enum ZipFuzzing {
    static let targets = [
        FuzzTarget("zip", seeds: ZipFixture.all.map(\.archive), isRefusal: { $0 is StorageError }) { input in
            let store = ZipStore(MemoryStore(["a.zip": Array(input)]), key: "a.zip")
            var folders = [""]
            var requests: [ObjectRequest] = []
            while let folder = folders.popLast(), requests.count < 20 {
                let listing = try store.list(folder, most: 100, context: ZarrFuzzing.context())
                folders += listing.prefixes.map { ObjectKey.joining(folder, $0) }
                for name in listing.objects {
                    let key = ObjectKey.joining(folder, name)
                    requests.append(ObjectRequest(key: key, maxBytes: 1 << 16))
                    requests.append(ObjectRequest(key: key, range: .bytes(offset: 1, count: 9), maxBytes: 9))
                }
            }
            try store.read(requests, context: ZarrFuzzing.context()) { _, _ in }
        }
    ]
}
