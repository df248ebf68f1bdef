internal import Execution
internal import ObjectStorage

/// Files of references: the input is one; all that it holds is listed, and what stands in it is read.
enum ReferenceFuzzing {
    static let targets = [
        FuzzTarget(
            "references",
            seeds: seeds,
            isRefusal: { $0 is StorageError || $0 is VirtualLocationError }
        ) {
            input in
            let virtual = VirtualStores(VirtualLocations(), engine: engine)
            let store = try ReferenceStore(ObjectBytes(Array(input)), label: "refs.json", virtual)
            var (folders, keys) = ([""], [String]())
            while let folder = folders.popLast(), keys.count < 100 {
                let listing = try store.list(folder, most: 100, context: ZarrFuzzing.context())
                folders += listing.prefixes.map { ObjectKey.joining(folder, $0) }.filter(ObjectKey.isSafe)
                keys += listing.objects.map { ObjectKey.joining(folder, $0) }
            }
            let requests = keys.map { ObjectRequest(key: $0, maxBytes: 1 << 16) }
            try store.read(requests, context: ZarrFuzzing.context()) { _, _ in }
        }
    ]

    private static let engine = TransferEngine()

    /// Versions 0 and 1, with templates, and what is refused.
    private static let seeds = [
        #"{".zgroup":"{}","a/0":["s3://b/k",0,4],"a/1":"base64:YWJj","a/2":["file:///x"]}"#,
        #"{"version":1,"templates":{"u":"s3://b","v":"k"},"refs":{"a/0":["{{u}}/{{ v }}",1,2],".zattrs":{"a":[1,NaN]}}}"#,
        #"{"version":1,"templates":{"f":"{{c}}"},"refs":{}}"#,
        #"{"version":1,"gen":[{"key":"a{{i}}","url":"x","dimensions":{"i":{"stop":9}}}],"refs":{}}"#,
    ].map { Array($0.utf8) }
}
