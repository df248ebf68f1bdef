internal import Gateway
internal import Glibc

/// Where the gate's secret comes from: the environment, or a file that nginx includes too.
enum GateSecret {
    static let variable = "SLUICE_GATE"
    /// Longer files are no secret.
    private static let maxBytes = 4096

    /// The file where none is named, beside the configuration.
    static let usualFile = "gate.conf"

    /// The secret that a configuration means.
    ///
    /// - Throws: `ConfigurationError` that says how to make one.
    static func load(for loaded: LoadedConfiguration) throws(ConfigurationError) -> String {
        let usual = "\(FilePath.directory(of: loaded.path))/\(usualFile)"
        return try load(
            environment: Environment.value(variable),
            file: loaded.configuration.server.gateFile ?? usual
        )
    }

    /// - Throws: `ConfigurationError` that says how to make one.
    static func load(environment: String?, file: String) throws(ConfigurationError) -> String {
        if let environment, !environment.isEmpty { return try checked(environment, from: "$\(variable)") }
        guard let text = SmallFile.text(at: file, maxBytes: maxBytes) else {
            let code = errno
            let problem =
                code == ENOENT
                ? "is not there: it holds the secret that nginx and sluice share. \(advice(file))"
                : "cannot be read: \(String(cString: strerror(code))). It belongs to the group that sluice runs as."
            throw ConfigurationError(file: file, line: nil, problem: problem)
        }
        return try checked(parse(text), from: file)
    }

    /// The secret of a file that holds it alone, or as nginx reads it (`set $sluice_gate "…";`).
    static func parse(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        let content = lines.first { !$0.hasPrefix("#") && !$0.isEmpty } ?? ""
        guard content.hasPrefix("set ") else { return String(content.filter { !$0.isWhitespace }) }
        let quoted = content.split(separator: "\"", omittingEmptySubsequences: false)
        return quoted.count == 3 ? String(quoted[1]) : ""
    }

    private static func checked(_ secret: String, from source: String) throws(ConfigurationError) -> String {
        guard secret.utf8.count >= Gate.leastBytes else {
            throw ConfigurationError(
                file: source,
                line: nil,
                problem: "holds no secret of \(Gate.leastBytes) characters or more. \(advice(source))"
            )
        }
        return secret
    }

    private static func advice(_ file: String) -> String {
        """
        Make one that nginx and sluice share:
          (umask 027; echo "set \\$sluice_gate \\"$(openssl rand -hex 32)\\";" > \(file))
        nginx's site includes it; gate_file below server names another file than gate.conf beside the configuration.
        """
    }
}
