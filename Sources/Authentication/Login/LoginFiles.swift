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
            + (settings.tokensFile.map(problems(ofTokens:)) ?? [])
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
