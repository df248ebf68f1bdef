/// What nginx asks before it lets a request through (`auth_request`): who sends it.
package struct AuthenticationQuestion: Sendable {
    /// The client's `Authorization` field; nil where there is none, or an empty one.
    package let authorization: String?
    /// What stands behind `/s/` in the address.
    package let signature: String?
    /// The distinguished name of the client's certificate, which nginx has verified.
    package let certificate: String?
    /// Where the client is, as nginx knows it.
    package let address: String

    package init(
        authorization: String? = nil,
        signature: String? = nil,
        certificate: String? = nil,
        address: String = ""
    ) {
        self.authorization = authorization
        self.signature = signature
        self.certificate = certificate
        self.address = address
    }

    var bringsNothing: Bool { authorization == nil && signature == nil && certificate == nil }
}
