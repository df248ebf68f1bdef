internal import Glibc

/// What is wrong with the files that people and programs sign in by, for an operator who looks before they are used.
package enum LoginFiles {
    package struct Problem: Sendable, Equatable {
        package let path: String
        /// Counted from 1; nil when it is about the whole file.
        package let line: Int?
        package let problem: String
        /// Whether somebody cannot sign in, or everybody could.
        package let isError: Bool
    }

    package static func problems(of settings: LoginSettings) -> [Problem] {
        (settings.usersFile.map(problems(ofUsers:)) ?? [])
            + (settings.tokensFile.map(problems(ofTokens:)) ?? []) + ownerless(settings)
    }

    /// Names of a users file; nil for one that cannot be read.
    package static func users(in path: String) -> Set<String>? {
        guard let file = try? SecretFileText(path: path, maxBytes: UsersFile.maxBytes) else { return nil }
        return Set(UsersFile.parse(file.text, path: path).content.names)
    }

    /// Tokens of users that the users file has not, or no more: they are good until they are revoked.
    private static func ownerless(_ settings: LoginSettings) -> [Problem] {
        // An issuer, and certificates, know other people.
        guard settings.issuer == nil, !settings.takesClientCertificates, let tokens = settings.tokensFile,
            let path = settings.usersFile, let users = users(in: path),
            let list = try? TokenFile(path: tokens).read()
        else { return [] }
        let left = Dictionary(grouping: list.records.filter { !users.contains($0.owner) }, by: \.owner)
        return left.sorted { $0.key < $1.key }.map { owner, records in
            let names = records.map(\.name).joined(separator: " ")
            let problem =
                "'\(owner)' is no user of \(path), and has tokens, which stay good: revoke them (sluice token revoke \(names)) "
                + "if nobody shall come in with them any more"
            return Problem(path: tokens, line: nil, problem: problem, isError: false)
        }
    }

    private static func problems(ofUsers path: String) -> [Problem] {
        checked(
            path,
            UsersFile.maxBytes,
            ifAbsent: "is not there; make it: htpasswd -c -B -C 10 \(path) USER"
        ) { UsersFile.parse($0, path: path).problems }
    }

    /// None made yet is no mistake.
    private static func problems(ofTokens path: String) -> [Problem] {
        checked(path, TokenList.maxBytes, ifAbsent: nil) { TokenList.parse($0).problems }
    }

    private static func checked(
        _ path: String,
        _ maxBytes: Int,
        ifAbsent: String?,
        _ parse: (String) -> [LineProblem]
    ) -> [Problem] {
        let file: SecretFileText
        do throws(SecretFileProblem) {
            file = try SecretFileText(path: path, maxBytes: maxBytes)
        } catch .absent {
            return ifAbsent.map { [Problem(path: path, line: nil, problem: $0, isError: true)] } ?? []
        } catch {
            let remedy =
                error == .unreadable(code: EACCES) ? "; it belongs to the user that sluice runs as" : ""
            return [Problem(path: path, line: nil, problem: "\(error)\(remedy)", isError: true)]
        }
        let lines = parse(file.text).map {
            Problem(path: path, line: $0.line, problem: $0.problem, isError: true)
        }
        guard file.state.isReadableByAll else { return lines }
        let open = "can be read by everybody on this host: chmod o= \(path)"
        return lines + [Problem(path: path, line: nil, problem: open, isError: true)]
    }
}
