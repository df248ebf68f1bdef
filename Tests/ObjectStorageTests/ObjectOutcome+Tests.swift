import ObjectStorage

extension ObjectOutcome {
    /// The bytes that were found.
    var bytes: [UInt8]? {
        guard case .found(let object) = self else { return nil }
        return object.bytes.withBytes { Array($0) }
    }

    var error: StorageError? {
        guard case .failed(let error) = self else { return nil }
        return error
    }

    var isAbsent: Bool {
        if case .absent = self { true } else { false }
    }
}
