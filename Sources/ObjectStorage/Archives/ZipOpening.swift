internal import Execution

/// Reads an archive from its end: where its directory is, and then that.
struct ZipOpening {
    let archive: any ObjectStore
    let key: String

    /// - Throws: `ZipAbsence` without an archive, `StorageError` for what is none.
    func contents(_ context: WorkContext) throws -> ZipContents {
        let tail = try part(.suffix(count: ZipDirectory.tailBytes), context)
        guard let length = tail.objectLength else {
            throw StorageError.damaged(key: key, reason: "the archive's length is not told")
        }
        do {
            let place = try place(tail, length, context)
            let directory = try directory(at: place, tail, length, context)
            return try ZipContents(directory, length: length, validator: tail.validator)
        } catch let fault as ZipFault {
            throw fault.storageError(key)
        }
    }

    private func place(_ tail: StoredObject, _ length: Int, _ context: WorkContext) throws
        -> ZipDirectory.Place
    {
        let place = try tail.bytes.withBytes { (bytes) throws(ZipFault) in
            try ZipDirectory.place(inTail: bytes, length: length)
        }
        guard !place.wide.isEmpty else { return place }
        for start in place.wide {
            let record = try part(.bytes(offset: start, count: ZipDirectory.wideBytes), context)
            let found = record.bytes.withBytes {
                try? ZipDirectory.place(inWide: $0, at: start, length: length)
            }
            if let found { return found }
        }
        throw ZipFault.damaged
    }

    /// Reads the directory where it must be, else where it says that it is: something may lie between it and the end.
    private func directory(
        at place: ZipDirectory.Place,
        _ tail: StoredObject,
        _ length: Int,
        _ context: WorkContext
    ) throws -> ZipDirectory {
        do {
            return try directory(at: place, shift: place.shift, tail, length, context)
        } catch ZipFault.damaged where place.shift != 0 {
            return try directory(at: place, shift: 0, tail, length, context)
        }
    }

    private func directory(
        at place: ZipDirectory.Place,
        shift: Int,
        _ tail: StoredObject,
        _ length: Int,
        _ context: WorkContext
    ) throws -> ZipDirectory {
        let start = place.offset + shift
        let tailStart = length - tail.bytes.count
        if start >= tailStart {
            return try tail.bytes.withBytes { bytes in
                guard let part = bytes.part(start - tailStart, place.count) else { throw ZipFault.damaged }
                return try ZipDirectory(part, length: length, shift: shift)
            }
        }
        let object = try part(.bytes(offset: start, count: place.count), context)
        guard object.validator == tail.validator else { throw StorageError.changed(key: key) }
        return try object.bytes.withBytes { try ZipDirectory($0, length: length, shift: shift) }
    }

    private func part(_ range: ByteRange, _ context: WorkContext) throws -> StoredObject {
        let request = ObjectRequest(key: key, range: range, maxBytes: ZipDirectory.maxBytes)
        switch try archive.read(request, context: context) {
        case .found(let object): return object
        case .absent: throw ZipAbsence.noArchive
        case .failed(let error): throw error
        }
    }
}

/// There is nothing where an archive should be.
enum ZipAbsence: Error { case noArchive }

extension ZipFault {
    fileprivate func storageError(_ key: String) -> StorageError {
        switch self {
        case .notAnArchive: .damaged(key: key, reason: "not a zip archive")
        case .damaged: ZipStore.damaged(key)
        case .tooLarge(let what, let count, let limit):
            .damaged(
                key: key,
                reason: "the archive's directory has \(count) \(what) or more, \(limit) are read"
            )
        }
    }
}
