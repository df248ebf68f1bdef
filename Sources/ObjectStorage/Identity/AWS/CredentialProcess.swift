internal import Execution

/// A command of the operator's that prints a key (`credential_process` of AWS's files).
struct CredentialProcess {
    private let words: [String]
    private let profile: String

    private static let seconds = 30.0
    private static let maxBytes = 64 << 10

    /// - Throws: `CredentialError` when `command` has no words or an open quote.
    init(_ command: String, profile: String) throws(CredentialError) {
        guard let words = Self.words(of: command), !words.isEmpty else {
            throw CredentialError("the credential_process of the profile '\(profile)' is no command")
        }
        self.words = words
        self.profile = profile
    }

    /// Runs the command; what it says on standard error is never shown, it may hold secrets.
    func fetch() throws(CredentialError) -> IssuedCredential {
        let output: ProgramOutput
        do {
            output = try ProgramOutput.of(words, most: Self.maxBytes, until: .after(seconds: Self.seconds))
        } catch {
            throw CredentialError("\(subject) \(error.problem)")
        }
        guard output.status == 0 else {
            throw CredentialError("\(subject) ended with status \(output.status)")
        }
        guard let document = IdentityDocument(output.bytes) else {
            throw CredentialError("\(subject) printed no JSON object")
        }
        guard document["Version"] == "1" else {
            throw CredentialError("\(subject) printed something that is not of version 1")
        }
        return try IssuedCredential(
            keyID: document["AccessKeyId"],
            secret: document["SecretAccessKey"],
            token: document["SessionToken"],
            expiration: document["Expiration"],
            from: subject
        )
    }

    private var subject: String { "the credential_process of the profile '\(profile)'" }

    /// Words as a shell would find them, for quotes only: nothing is expanded.
    ///
    /// Nil for a quote that does not end.
    static func words(of command: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in command {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return quote == nil ? words : nil
    }
}
