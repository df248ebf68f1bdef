package import Execution

/// A zip archive in another store, read by ranges: what lies in it as a store of its own.
///
/// The directory is read once and kept for as long as the archive stays the same. Entries are stored or deflated; a range
/// of a stored one is a range of the archive.
package final class ZipStore: ListableStore {
    package let label: String
    private let archive: any ObjectStore
    private let key: String
    private let contents = Monitor<ZipContents?>(nil)
    private let openings = SingleFlight<Int, ZipContents>()

    /// The archive at `key` of `archive`; nothing is read before it is needed.
    package init(_ archive: any ObjectStore, key: String) {
        self.archive = archive
        self.key = key
        label = ObjectKey.joining(archive.label, key)
    }

    package func list(_ prefix: String, most: Int, context: WorkContext) throws -> Listing {
        guard prefix.isEmpty || ObjectKey.isSafe(prefix) else { throw StorageError.badKey(key: prefix) }
        let listing = try opened(context)?.listing(prefix) ?? Listing(prefixes: [], objects: [])
        let count = listing.prefixes.count + listing.objects.count
        guard count <= most else { throw StorageError.tooLong(key: prefix, bytes: count, limit: most) }
        return listing
    }

    package func read(
        _ requests: [ObjectRequest],
        context: WorkContext,
        deliver: (Int, ObjectOutcome) throws -> Void
    ) throws {
        let contents: ZipContents?
        do {
            contents = try opened(context)
        } catch let error as StorageError {
            for (index, request) in requests.enumerated() {
                try deliver(index, .failed(error.renamed(request.key)))
            }
            return
        }
        var parts: [(index: Int, part: ZipPart)] = []
        for (index, request) in requests.enumerated() {
            switch ZipPart.part(of: request, in: contents) {
            case .success(let part?): parts.append((index, part))
            case .success(nil): try deliver(index, .absent)
            case .failure(let error): try deliver(index, .failed(error))
            }
        }
        guard let contents else { return }
        try readHeaders(parts.map(\.part).filter { !$0.isWhole }, contents, context)
        // A header longer than was guessed leaves data out: the second time its length is known.
        var left = try read(parts, contents, isLast: false, context, deliver)
        left = try read(left, contents, isLast: true, context, deliver)
    }

    /// Reads parts of the archive and delivers what they are; returns those of which too little came.
    private func read(
        _ parts: [(index: Int, part: ZipPart)],
        _ contents: ZipContents,
        isLast: Bool,
        _ context: WorkContext,
        _ deliver: (Int, ObjectOutcome) throws -> Void
    ) throws -> [(index: Int, part: ZipPart)] {
        var short: [(index: Int, part: ZipPart)] = []
        let requests = parts.map { archiveRequest($0.part.range(in: contents), for: $0.part) }
        try archive.read(requests, context: context) { number, outcome in
            let (index, part) = parts[number]
            switch outcome {
            case .absent: try deliver(index, .failed(changed(part.request.key)))
            case .failed(let error): try deliver(index, .failed(error.renamed(part.request.key)))
            case .found(let object) where object.validator != contents.validator:
                try deliver(index, .failed(changed(part.request.key)))
            case .found(let object):
                guard let result = part.outcome(object.bytes, contents) else {
                    guard isLast else { return short.append((index, part)) }
                    return try deliver(index, .failed(Self.damaged(part.request.key)))
                }
                try deliver(index, result)
            }
        }
        return short
    }

    /// Learns where the data of entries begin of which only a range is wanted.
    private func readHeaders(_ parts: [ZipPart], _ contents: ZipContents, _ context: WorkContext) throws {
        let unknown = parts.filter { contents.start(of: $0.entry) == nil }
        let requests = unknown.map { archiveRequest(($0.entry.offset, ZipPart.headerBytes), for: $0) }
        try archive.read(requests, context: context) { number, outcome in
            guard case .found(let object) = outcome else { return }
            object.bytes.withBytes { unknown[number].noteStart($0, contents) }
        }
    }

    private func archiveRequest(_ range: (offset: Int, count: Int), for part: ZipPart) -> ObjectRequest {
        part.request.instead(
            key: key,
            range: .bytes(offset: range.offset, count: range.count),
            mostBytes: range.count
        )
    }

    /// Forgets the directory of an archive that is another one now.
    private func changed(_ key: String) -> StorageError {
        contents.withLock { $0 = nil }
        return .changed(key: key)
    }

    // MARK: - Opening

    /// The archive's directory; nil when there is no archive.
    private func opened(_ context: WorkContext) throws -> ZipContents? {
        if let known = contents.withLock({ $0 }) { return known }
        do {
            return try openings.value(for: 0, context: context) {
                let opened = try open(context)
                contents.withLock { $0 = opened }
                return opened
            }
        } catch ZipAbsence.noArchive {
            return nil
        }
    }

    private enum ZipAbsence: Error { case noArchive }

    private func open(_ context: WorkContext) throws -> ZipContents {
        let tail = try part(.suffix(count: ZipDirectory.tailBytes), context)
        guard let length = tail.objectLength else {
            throw StorageError.damaged(key: key, reason: "the archive's length is not told")
        }
        do {
            var place = try tail.bytes.withBytes { (bytes) throws(ZipFault) in
                try ZipDirectory.place(inTail: bytes, length: length)
            }
            if let wide = place.wide {
                place = try part(.bytes(offset: wide, count: 56), context).bytes.withBytes {
                    try ZipDirectory.place(inWide: $0, length: length)
                }
            }
            let directory = try directory(at: place, tail, length, context)
            return ZipContents(directory, length: length, validator: tail.validator)
        } catch let fault as ZipFault {
            throw fault.storageError(key)
        }
    }

    private func directory(
        at place: ZipDirectory.Place,
        _ tail: StoredObject,
        _ length: Int,
        _ context: WorkContext
    ) throws -> ZipDirectory {
        let tailStart = length - tail.bytes.count
        if place.offset >= tailStart {
            return try tail.bytes.withBytes { bytes in
                guard let part = bytes.part(place.offset - tailStart, place.count) else {
                    throw ZipFault.damaged
                }
                return try ZipDirectory(part, length: length)
            }
        }
        let object = try part(.bytes(offset: place.offset, count: place.count), context)
        guard object.validator == tail.validator else { throw StorageError.changed(key: key) }
        return try object.bytes.withBytes { try ZipDirectory($0, length: length) }
    }

    private func part(_ range: ByteRange, _ context: WorkContext) throws -> StoredObject {
        let request = ObjectRequest(key: key, range: range, mostBytes: ZipDirectory.mostBytes)
        switch try archive.read(request, context: context) {
        case .found(let object): return object
        case .absent: throw ZipAbsence.noArchive
        case .failed(let error): throw error
        }
    }

    static func damaged(_ key: String) -> StorageError {
        .damaged(key: key, reason: "the zip archive is damaged")
    }
}

extension ZipFault {
    fileprivate func storageError(_ key: String) -> StorageError {
        switch self {
        case .notAnArchive: .damaged(key: key, reason: "not a zip archive")
        case .damaged: ZipStore.damaged(key)
        case .tooLarge(let bytes): .tooLong(key: key, bytes: bytes, limit: ZipDirectory.mostBytes)
        }
    }
}
