/// A certificate authority made for a test, and a server's certificate by it.
package struct TestCertificate: Sendable {
    package let folder = TemporaryFolder()

    /// `name`: of the server, such as `IP:127.0.0.1`; nil when openssl cannot make it.
    package init?(for name: String = "IP:127.0.0.1") {
        folder.write(Array("subjectAltName=\(name)\n".utf8), to: "names")
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        let steps = [
            "req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj '/CN=test authority'",
            "req -new \(key) -keyout server.key -out server.csr -subj '/CN=test'",
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
        ]
        for step in steps {
            let line = "cd '\(folder.path)' && openssl \(step) > output 2>&1"
            guard Command.run(["sh", "-c", line]) == 0 else { return nil }
        }
    }

    package var authority: String { "\(folder.path)/ca.pem" }
    package var certificate: String { "\(folder.path)/server.pem" }
    package var key: String { "\(folder.path)/server.key" }
}
