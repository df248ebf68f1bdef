internal import Execution
internal import Glibc
package import ObjectStorage

/// A loopback S3 server that verifies signatures, with one key and the bucket `cubes`.
package final class S3Server: Sendable {
    package static let python = getenv("SLUICE_TEST_PYTHON").map { String(cString: $0) } ?? "python3"
    /// Whether there is all that it needs: the folder of test data, boto3 and moto.
    ///
    /// Moto before 5.2.5 gets the signatures of unusual keys wrong, boto3's too.
    package static let isThere = SharedData.isThere && Command.run([python, "-c", check]) == 0
    private static let check = """
        import boto3, importlib.metadata
        version = importlib.metadata.version("moto").split(".")
        exit(tuple(int(part) for part in version[:3]) < (5, 2, 5))
        """

    package let address: String
    private let folder = TemporaryFolder()
    private let process: Command
    private static let key = "AKIATESTTESTTESTTEST"
    private static let secret = "test/secret+key="

    /// Serves the files of `upload` as objects until this object goes; nil when it does not start.
    package init?(upload: String? = nil) {
        guard let data = SharedData.path, let port = Self.freePort() else { return nil }
        let ready = "\(folder.path)/ready"
        let command = Command(
            [
                Self.python, "\(data)/tools/s3_server.py", "--port", "\(port)", "--ready-file", ready,
                "--access-key", Self.key, "--secret-key", Self.secret,
            ] + (upload.map { ["--upload", $0] } ?? [])
        )
        guard let command else { return nil }
        process = command
        address = "http://127.0.0.1:\(port)"
        let limit = Deadline.after(seconds: 60)
        while access(ready, R_OK) != 0 {
            guard !limit.hasPassed else { return nil }
            poll(nil, 0, 10)
        }
    }

    /// Uploads a file or a folder with boto3, keys beginning with `prefix`.
    package func upload(_ path: String, prefix: String) -> Bool {
        Command.run([Self.python, "-c", Self.uploading, address, Self.key, Self.secret, path, prefix]) == 0
    }

    /// Uploads objects with boto3, of which each holds its own key.
    package func upload(keys: [String]) -> Bool {
        Command.run([Self.python, "-c", Self.naming, address, Self.key, Self.secret] + keys) == 0
    }

    package func store(
        _ path: String,
        secret: String? = S3Server.secret,
        bucket: String = "cubes",
        deniedChunks: DeniedChunks = .error
    ) throws -> any ListableStore {
        let location = try S3Location("s3://\(bucket)/\(path)", endpoint: address)
        var dialects = S3Store.Dialects()
        dialects.deniedChunks = deniedChunks
        return S3Store(
            location: location,
            credentials: secret.flatMap { S3Credentials(accessKeyID: Self.key, secretKey: $0) },
            dialects: dialects,
            engine: TransferEngine()
        )
    }

    private static let client = """
        import boto3, os, sys
        s3 = boto3.client("s3", endpoint_url=sys.argv[1], aws_access_key_id=sys.argv[2],
                          aws_secret_access_key=sys.argv[3], region_name="us-east-1")

        """
    private static let naming =
        client + """
            for key in sys.argv[4:]:
                s3.put_object(Bucket="cubes", Key=key, Body=key.encode())
            """
    private static let uploading =
        client + """
            top, prefix = sys.argv[4:6]
            for folder, _, files in os.walk(top):
                for name in files:
                    path = os.path.join(folder, name)
                    s3.upload_file(path, "cubes", prefix + os.path.relpath(path, top))
            """

    /// A port that nothing listened on a moment ago.
    static func freePort() -> UInt16? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutableBytes(of: &address) { bytes -> UInt16? in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                bind(descriptor, pointer, length) == 0, getsockname(descriptor, pointer, &length) == 0
            else { return nil }
            return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }
}
