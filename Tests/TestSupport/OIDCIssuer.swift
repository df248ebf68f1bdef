internal import Execution
internal import Glibc
package import JSON
internal import ObjectStorage

/// A loopback issuer of identities that also makes wrong tokens and answers in wrong ways: `tools/oidc_issuer.py`.
package final class OIDCIssuer: Sendable {
    /// Whether there is all that it needs: the folder of test data, and Python's `cryptography`.
    package static let isThere =
        SharedData.isThere && Command.run([S3Server.python, "-c", "import cryptography"]) == 0

    package let address: String
    private let folder = TemporaryFolder()
    private let process: Command
    private let controls: Monitor<Int>

    /// For the audience `sluice`; nil when it does not start.
    package init?() {
        guard let data = SharedData.path else { return nil }
        let ready = "\(folder.path)/ready"
        let command = Command([
            S3Server.python, "\(data)/tools/oidc_issuer.py", "--port", "0", "--ready-file", ready,
        ])
        guard let command else { return nil }
        process = command
        controls = Monitor(0)
        let limit = Deadline.after(seconds: 60)
        while access(ready, R_OK) != 0 {
            guard !limit.hasPassed else { return nil }
            poll(nil, 0, 10)
        }
        guard let text = Self.text(ready) else { return nil }
        address = String(text.prefix { !$0.isNewline })
    }

    /// A kind of token: its name, and whether it is right.
    package struct Kind: Sendable {
        package let name: String
        package let isRight: Bool
    }

    package var kinds: [Kind] {
        (control("GET", "/__flaws", nil)?.objectValue?.entries ?? []).map {
            Kind(name: $0.key, isRight: $0.value["expect"] == "ok")
        }
    }

    /// A token of one kind, or a right one.
    package func token(_ kind: String? = nil, algorithm: String = "RS256") -> String? {
        let order: JSONValue = .object(
            JSONObject([("flaw", kind.map { .string($0) } ?? .null), ("alg", .string(algorithm))])
        )
        return control("POST", "/__mint", order)?["token"]?.stringValue
    }

    /// New keys; so many former generations stay published.
    package func rotate(keep: Int) -> Bool {
        control("POST", "/__rotate", .object(JSONObject([("keep", .integer(Int64(keep)))]))) != nil
    }

    /// How a path answers from now on; nothing heals all.
    package func answer(_ mode: [String: JSONValue]) -> Bool {
        control("PUT", "/__mode", .object(mode.object)) != nil
    }

    /// Paths that were asked for, in order.
    package var log: [String] {
        (control("GET", "/__log", nil)?.arrayValue ?? []).compactMap { $0["path"]?.stringValue }
    }

    /// curl sends what the product's own engine does not: it only reads.
    private func control(_ method: String, _ path: String, _ order: JSONValue?) -> JSONValue? {
        let number = controls.withLock { number in
            number += 1
            return number
        }
        let (sent, answer) = ("\(folder.path)/sent-\(number)", "\(folder.path)/answer-\(number)")
        folder.write(order?.bytes ?? [], to: "sent-\(number)")
        let status = Command.run([
            "curl", "-sf", "-X", method, "--data-binary", "@\(sent)", "-o", answer, address + path,
        ])
        guard status == 0, let text = Self.text(answer) else { return nil }
        return try? JSONParser.parse(text)
    }

    private static func text(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        let store = FileStore(root: "/" + parts.dropLast().joined(separator: "/"))
        let outcome = try? store.read(
            ObjectRequest(key: String(parts.last ?? ""), maxBytes: 64 << 20),
            context: .background(seconds: 60)
        )
        guard case .found(let object) = outcome else { return nil }
        return object.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
