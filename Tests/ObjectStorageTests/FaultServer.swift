import Execution
import JSON
import ObjectStorage
import TestSupport

/// A loopback web server over a folder that goes wrong when told to, on a port of its own.
final class FaultServer: Sendable {
    let folder = TemporaryFolder()
    private let process: Command
    let address: String

    /// Bytes of the object that `write` puts at a key, each the index of its place.
    static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    }

    init?(rules: String) {
        guard let data = SharedData.path else { return nil }
        folder.write(Array(rules.utf8), to: "rules.json")
        let ready = "\(folder.path)/ready"
        let command = Command([
            "python3", "\(data)/tools/fault_http.py", "\(folder.path)", "--port", "0", "--rules",
            "\(folder.path)/rules.json", "--ready-file", ready,
        ])
        guard let command, let address = Self.address(in: folder) else { return nil }
        process = command
        self.address = address
    }

    func store(_ engine: TransferEngine = TransferEngine(), path: String = "") throws -> any ObjectStore {
        try StoreOpener.open(address + path, engine: engine)
    }

    /// What the server writes once it listens.
    private static func address(in folder: TemporaryFolder) -> String? {
        let store = FileStore(root: folder.path)
        let context = WorkContext.background(seconds: 20)
        while !context.deadline.hasPassed {
            guard
                case .found(let object) = store.readLocally(
                    ObjectRequest(key: "ready", mostBytes: 4096),
                    context: context
                )
            else { continue }
            let text = object.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
            if let line = text.split(whereSeparator: \.isNewline).first { return String(line) }
        }
        return nil
    }
}

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
