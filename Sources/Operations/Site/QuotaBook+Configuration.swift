internal import Execution
internal import Quotas

extension QuotaBook {
    /// The quotas of a configuration, counted in `table`.
    convenience init(_ configuration: Configuration, table: UseTable) {
        let hosts = configuration.quotaStore.map { store in
            // Under a password nobody else can work out whom a record is of.
            let password = (try? store.password()) ?? ""
            return SharedHosts(count: store.hosts, words: [store.prefix, password])
        }
        self.init(
            configuration.quotas,
            table: table,
            fairUse: configuration.fairUse,
            hosts: hosts,
            missesAddress: {
                let advice = "include snippets/sluice-params.conf of this release: it has SLUICE_ADDRESS"
                OperationsLog.event("quota_without_address", [("advice", advice)])
            }
        )
    }
}

extension QuotaStoreSettings {
    private static let maxPasswordBytes = 4096

    /// What its file holds, without the end of the line; nil where there is no file.
    func password() throws(ConfigurationError) -> String? {
        guard let passwordFile else { return nil }
        guard let text = SmallFile.text(at: passwordFile, maxBytes: Self.maxPasswordBytes) else {
            throw ConfigurationError(file: passwordFile, line: nil, problem: "cannot be read")
        }
        return String(text.prefix { !$0.isNewline })
    }
}

extension StoreKeeper {
    /// Tells the log once when the store fails, and that it works again.
    convenience init(_ settings: QuotaStoreSettings, table: UseTable) {
        self.init(settings, table: table, password: { try settings.password() }) { cause in
            OperationsLog.event(
                cause == nil ? "quota_store_working" : "quota_store_failing",
                cause.map { [("cause", $0)] } ?? []
            )
        }
    }
}
