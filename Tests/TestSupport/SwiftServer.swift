/// A second implementation of S3, which rebuilds canonical requests in its own way: OpenStack Swift's, on loopback.
package final class SwiftServer: Sendable {
    /// Whether there is all that it needs: the folder of test data, Swift's servers, memcached and boto3.
    package static let isThere =
        SharedData.isThere
        && Command.run([
            "sh", "-c",
            "command -v swift-proxy-server swift-ring-builder swift-object-server memcached > /dev/null",
        ]) == 0 && Command.run([S3Server.python, "-c", "import boto3"]) == 0

    package static let key = "test:tester"
    package static let secret = "testing"
    package let address: String
    private let folder = TemporaryFolder()
    private let tool: String

    /// Runs until this object goes; nil when it does not start.
    package init?() {
        guard let data = SharedData.path else { return nil }
        tool = "\(data)/tools/s3_swift.sh"
        // It takes five ports in a row, of which others may have one.
        for _ in 0..<5 {
            guard let port = S3Server.freePort(), port < 65_000 else { continue }
            if Command.run([
                "sh", "-c", "bash '\(tool)' start '\(folder.path)' \(port) > '\(folder.path)/said' 2>&1",
            ]) == 0 {
                address = "http://127.0.0.1:\(port)"
                return
            }
        }
        return nil
    }

    deinit { _ = Command.run(["sh", "-c", "bash '\(tool)' stop '\(folder.path)' > /dev/null 2>&1"]) }

    /// Puts the files of folders into the bucket `cubes` with boto3, keys as they are below `top`.
    package func upload(_ folders: [String], below top: String) -> Bool {
        Command.run([S3Server.python, "-c", Self.uploading, address, Self.key, Self.secret, top] + folders)
            == 0
    }

    private static let uploading = """
        import boto3, os, sys
        from concurrent.futures import ThreadPoolExecutor
        from botocore.config import Config
        address, key, secret, top = sys.argv[1:5]
        # Beside other tests its servers lose patience with each other, and say that they are busy.
        s3 = boto3.client("s3", endpoint_url=address, aws_access_key_id=key, aws_secret_access_key=secret,
                          region_name="us-east-1", config=Config(retries={"max_attempts": 12, "mode": "standard"},
                              s3={"addressing_style": "path"}, request_checksum_calculation="when_required",
                              response_checksum_validation="when_required"))
        s3.create_bucket(Bucket="cubes")
        files = [os.path.join(place, name) for folder in sys.argv[5:]
                 for place, _, names in os.walk(os.path.join(top, folder)) for name in names]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda file: s3.upload_file(file, "cubes", os.path.relpath(file, top)), files))
        """
}
