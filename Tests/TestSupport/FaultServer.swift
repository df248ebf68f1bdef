internal import Execution
package import ObjectStorage

/// A loopback web server over a folder that goes wrong when told to, on a port of its own.
package final class FaultServer: Sendable {
    package let folder: TemporaryFolder
    /// Its rules, and where it says that it listens: several servers may serve one folder.
    private let own = TemporaryFolder()
    private let process: Command
    package let address: String

    /// Bytes of the object that `write` puts at a key, each the index of its place.
    package static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    }

    /// Serves `folder`, or one of its own, until this object goes; nil without the folder of test data.
    ///
    /// `certificate`, `key`: files in PEM of a server that speaks TLS.
    package init?(
        rules: String,
        folder: TemporaryFolder = TemporaryFolder(),
        certificate: String? = nil,
        key: String? = nil
    ) {
        self.folder = folder
        guard let data = SharedData.path else { return nil }
        own.write(Array(rules.utf8), to: "rules.json")
        let words = [
            "python3", "\(data)/tools/fault_http.py", "\(folder.path)", "--port", "0", "--rules",
            "\(own.path)/rules.json", "--ready-file", "\(own.path)/ready",
        ]
        let command = Command(
            words + (certificate.map { ["--tls-cert", $0] } ?? []) + (key.map { ["--tls-key", $0] } ?? [])
        )
        guard let command, let address = Self.address(in: own) else { return nil }
        process = command
        self.address = address
    }

    package func store(_ engine: TransferEngine = TransferEngine(), path: String = "") throws
        -> any ObjectStore
    {
        try StoreOpener.open(address + path, engine: engine)
    }

    /// What the server writes once it listens.
    private static func address(in folder: TemporaryFolder) -> String? {
        let store = FileStore(root: folder.path)
        let context = WorkContext.background(seconds: 20)
        while !context.deadline.hasPassed {
            guard
                case .found(let object) = store.readLocally(
                    ObjectRequest(key: "ready", maxBytes: 4096),
                    context: context
                )
            else { continue }
            let text = object.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
            if let line = text.split(whereSeparator: \.isNewline).first { return String(line) }
        }
        return nil
    }
}
