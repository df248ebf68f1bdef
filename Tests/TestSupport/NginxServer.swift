internal import Execution
internal import Glibc

/// A loopback nginx over a folder, as a plain web server gives files.
package final class NginxServer: Sendable {
    package let address: String
    private let folder = TemporaryFolder()
    private let process: Command

    /// Nil when nginx is not installed, or does not start.
    package init?(root: String) {
        guard let port = S3Server.freePort() else { return nil }
        let path = folder.path
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(path)/\($0);" }.joined(separator: " ")
        let configuration = """
            daemon off; master_process off; pid \(path)/pid; error_log \(path)/error.log;
            user root;
            events {}
            http {
                access_log off; \(temporary)
                server { listen 127.0.0.1:\(port); root \(root); merge_slashes off; }
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
        address = "http://127.0.0.1:\(port)"
        let limit = Deadline.after(seconds: 20)
        while access("\(path)/pid", R_OK) != 0 {
            guard !limit.hasPassed else { return nil }
            poll(nil, 0, 10)
        }
    }
}
