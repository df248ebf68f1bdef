internal import ArgumentParser
internal import Principals

/// What a token or an address is narrowed to.
struct TokenScopeOptions: ParsableArguments {
    @Option(
        name: [.customLong("datasets"), .customLong("scope-datasets")],
        help: "Datasets it is good for: names with commas between them, '*' for any letters; default all."
    )
    var datasets: String?

    @Option(help: "Protocols it is good for, such as wms,edr; default all.")
    var protocols: String?

    /// - Throws: `TokenCommandError`.
    func scope() throws(TokenCommandError) -> Scope {
        let datasets = try datasets.map { list throws(TokenCommandError) in
            let names = Self.names(list)
            for name in names where Scope(text: "datasets=\(name)")?.datasets != [name] {
                throw .noDataset(name)
            }
            return names
        }
        let protocols = try protocols.map { list throws(TokenCommandError) in
            let (names, known) = (Self.names(list), Self.protocolNames)
            for name in names where !known.contains(name) { throw .noProtocol(name, known: known) }
            return names
        }
        return Scope(datasets: datasets, protocols: protocols)
    }

    private static func names(_ list: String) -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// As the services of a site have them.
    static var protocolNames: [String] { PublishedProtocols.names.sorted() }
}
