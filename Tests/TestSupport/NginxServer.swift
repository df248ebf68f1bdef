internal import Execution
internal import Glibc
internal import ObjectStorage

/// A loopback nginx over a folder, as a plain web server gives files.
package final class NginxServer: Sendable {
    package let address: String
    private let folder = TemporaryFolder()
    private let process: Command

    /// True when nginx is installed.
    package static let isThere = Command.run(["sh", "-c", "command -v nginx > /dev/null"]) == 0

    /// What it was asked, each line protocol, connection's number and address.
    package var log: [String] {
        let context = WorkContext.background(seconds: 10)
        let file = FileStore(root: folder.path)
        guard
            case .found(let log) = file.readLocally(
                ObjectRequest(key: "access.log", maxBytes: 1 << 24),
                context: context
            )
        else { return [] }
        let text = log.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Nil when nginx is not installed, or does not start.
    ///
    /// With `certificate` it speaks TLS, and HTTP/2 to those who want it.
    package init?(root: String, certificate: TestCertificate? = nil) {
        guard let port = S3Server.freePort() else { return nil }
        let path = folder.path
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(path)/\($0);" }.joined(separator: " ")
        let secure = certificate.map {
            "ssl http2; ssl_certificate \($0.certificate); ssl_certificate_key \($0.key)"
        }
        let configuration = """
            daemon off; master_process off; pid \(path)/pid; error_log \(path)/error.log;
            user root;
            events {}
            http {
                log_format asked '$server_protocol $connection $uri';
                access_log \(path)/access.log asked; \(temporary)
                server { listen 127.0.0.1:\(port) \(secure ?? ""); root \(root); merge_slashes off; }
            }
            """
        folder.write(Array(configuration.utf8), to: "nginx.conf")
        let words = [
            "sh", "-c", "exec nginx -e '\(path)/error.log' -c '\(path)/nginx.conf' 2> '\(path)/output'",
        ]
        guard Command.run(["sh", "-c", "command -v nginx > '\(path)/where'"]) == 0,
            let command = Command(words)
        else {
            return nil
        }
        process = command
        address = "http\(certificate == nil ? "" : "s")://127.0.0.1:\(port)"
        let limit = Deadline.after(seconds: 20)
        while access("\(path)/pid", R_OK) != 0 {
            guard !limit.hasPassed else { return nil }
            poll(nil, 0, 10)
        }
    }
}
