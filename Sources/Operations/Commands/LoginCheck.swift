internal import Authentication

/// What `sluice check` finds out about the files that people and programs sign in by.
enum LoginCheck {
    static func problems(with login: LoginSettings) -> [ConfigurationCheck.Problem] {
        LoginFiles.problems(of: login).map { found in
            ConfigurationCheck.Problem(
                severity: found.isError ? .error : .warning,
                error: ConfigurationError(file: found.path, line: found.line, problem: found.problem)
            )
        }
    }
}
