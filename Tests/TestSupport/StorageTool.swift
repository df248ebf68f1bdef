internal import Execution
internal import Glibc
internal import ObjectStorage

/// A loopback server of the folder of test data that verifies what it is sent, on a port of its own.
package final class StorageTool: Sendable {
    package static let isThere = SharedData.isThere
    /// What it printed until it was ready, line by line.
    package let lines: [String]
    package let folder = TemporaryFolder()
    private let process: Command

    /// Starts `tool` with `--port 0` and runs it until this object goes; nil when it does not start.
    ///
    /// `{folder}` in an argument stands for `folder`.
    package init?(_ tool: String, _ arguments: [String]) {
        guard let data = SharedData.path else { return nil }
        let output = "\(folder.path)/output"
        let path = folder.path
        let words = arguments.map { $0 == "{folder}" ? path : $0 }
        let command = Command(
            [
                "sh", "-c", "exec \"$@\" > '\(output)'", "sh", S3Server.python, "\(data)/tools/\(tool)",
                "--port", "0",
            ]
                + words
        )
        guard let command, let lines = Self.lines(of: output) else { return nil }
        process = command
        self.lines = lines
    }

    /// The addresses in the line that says it is ready, in its order: scheme, host and port.
    package var addresses: [String] {
        (lines.last ?? "").split(separator: " ").filter { $0.hasPrefix("http://") }.map { word in
            word.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        }
    }

    package func line(beginning word: String) -> String? {
        lines.first { $0.hasPrefix("\(word) ") }.map { String($0.dropFirst(word.count + 1)) }
    }

    /// A file that it wrote into its folder.
    package func file(_ name: String) -> String { "\(folder.path)/\(name)" }

    private static func lines(of output: String) -> [String]? {
        let limit = Deadline.after(seconds: 60)
        let store = FileStore(root: String(output.dropLast("/output".count)))
        while !limit.hasPassed {
            let request = ObjectRequest(key: "output", maxBytes: 1 << 16)
            let outcome = store.readLocally(request, context: .background(seconds: 5))
            if case .found(let object) = outcome {
                let text = object.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
                let lines = text.split(whereSeparator: \.isNewline).map(String.init)
                if lines.last?.hasPrefix("ready") == true, text.hasSuffix("\n") { return lines }
            }
            poll(nil, 0, 10)
        }
        return nil
    }
}
