/// Who there is, as the configuration says.
package struct LoginSettings: Sendable, Equatable {
    /// The file of names and hashed passwords.
    package var usersFile: String?
    /// The members of each group.
    package var groups: [String: [String]] = [:]
    /// The file of API tokens.
    package var tokensFile: String?
    package var issuer: IssuerSettings?
    /// Whether a certificate that nginx has verified says who somebody is.
    package var takesClientCertificates = false

    package init() {}

    /// Whether anybody can sign in.
    package var isEmpty: Bool {
        usersFile == nil && tokensFile == nil && issuer == nil && !takesClientCertificates
    }
}
