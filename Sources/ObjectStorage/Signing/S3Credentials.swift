/// A key of S3 and its secret.
///
/// It prints as its key id's last characters, wherever it is printed.
package struct S3Credentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let accessKeyID: String
    let secretKey: String
    let sessionToken: String?

    /// Nil when a part is empty or holds what no field of a request may hold.
    package init?(accessKeyID: String, secretKey: String, sessionToken: String? = nil) {
        let parts = [accessKeyID, secretKey] + (sessionToken.map { [$0] } ?? [])
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }),
            !accessKeyID.contains(where: { $0 == "/" || $0 == "," })
        else { return nil }
        self.accessKeyID = accessKeyID
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }

    package var description: String { "key …\(accessKeyID.suffix(4))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
