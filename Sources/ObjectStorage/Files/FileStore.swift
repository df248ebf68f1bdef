internal import CPlatform
package import Execution
internal import Glibc

/// A folder as a store: keys are paths below it and never lead out of it, not even through a symbolic link.
///
/// A directory at a key means absent, as does a missing one. The folder is opened anew for every batch of reads, so
/// that one put in its place by renaming is seen.
package struct FileStore: LocalStore, ListableStore, CountedStore, RootedStore {
    package let label: String
    package let counters: StoreCounters
    private let root: String

    package init(root: String, tallies: StoreTallies? = nil) {
        self.root = root
        label = root
        counters = StoreCounters(label: root, in: tallies)
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        // A disk may hang as well as a server (NFS): its waits are counted, though nothing can end them.
        try context.reading(at: root) { reading in
            let folder = FileDescriptor.folder(root)
            for (index, request) in requests.enumerated() {
                try context.check()
                let outcome = read(request, below: folder, context)
                reading?.answer()
                try deliver(index, outcome)
            }
        }
    }

    package func readLocally(_ request: ObjectRequest, context: WorkContext) -> ObjectOutcome {
        read(request, below: FileDescriptor.folder(root), context)
    }

    package func missingRoot(_ context: WorkContext) -> StorageError? {
        guard case .failure(.missing) = FileDescriptor.folder(root) else { return nil }
        var status = stat()
        guard stat(root, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            return .noStore(cause: "there is no folder \(root)")
        }
        let remedy = "a store is a folder, an archive that ends in .zip, or references in .json"
        return .noStore(cause: "\(root) is a file: \(remedy)")
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        try context.check()
        guard prefix.isEmpty || ObjectKey.isSafe(prefix) else { throw StorageError.badKey(key: prefix) }
        return try FolderListing.read(root: root, prefix: prefix, most: most)
    }

    private func read(
        _ request: ObjectRequest,
        below folder: Result<FileDescriptor, FileFault>,
        _ context: WorkContext
    ) -> ObjectOutcome {
        counters.countGet()
        context.measurements.add(to: .storeReads)
        let outcome = Self.outcome(of: request) { () throws(FileFault) in
            try FileReading(folder: folder.get(), request: request).object()
        }
        var read = 0
        if case .found(let object) = outcome, object.bytes !== request.kept?.object.bytes {
            read = object.bytes.count
        }
        counters.count(outcome, received: read)
        context.measurements.add(read, to: .storeBytes)
        return outcome
    }

    /// What a fault means: missing files and folders are absent objects, everything else is an error.
    private static func outcome(
        of request: ObjectRequest,
        _ read: () throws(FileFault) -> StoredObject
    ) -> ObjectOutcome {
        guard ObjectKey.isSafe(request.key) else { return .failed(.badKey(key: request.key)) }
        do {
            return .found(try read())
        } catch {
            switch error {
            case .missing: return .absent
            case .outside: return .failed(.outside(key: request.key))
            case .typed(let error): return .failed(error)
            case .system(let code):
                return .failed(.system(key: request.key, cause: String(cString: strerror(code))))
            }
        }
    }
}
