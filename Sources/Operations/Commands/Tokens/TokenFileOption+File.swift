internal import Authentication

extension TokenFileOption {
    /// - Throws: `ConfigurationError`, `TokenCommandError.noFile`.
    func load() throws -> (file: TokenFile, configuration: Configuration) {
        let configuration = try LoadedConfiguration(path: path, workers: nil).configuration
        guard let file = configuration.login?.tokensFile else {
            throw TokenCommandError.noFile(configuration: path)
        }
        return (TokenFile(path: file), configuration)
    }
}
