/// What the variables of Azure's own programs say about an account.
struct AzureVariables {
    let account: String?
    let key: String?
    let signature: String?
    let endpoint: String?

    init(_ environment: StorageEnvironment) {
        var parts: [String: String] = [:]
        for part in (environment["AZURE_STORAGE_CONNECTION_STRING"] ?? "").split(separator: ";") {
            guard let sign = part.firstIndex(of: "=") else { continue }
            parts[part[..<sign].lowercased().trimmed] = String(part[part.index(after: sign)...])
        }
        account =
            parts["accountname"] ?? environment["AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT"]
        key = parts["accountkey"] ?? environment["AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY"]
        signature = parts["sharedaccesssignature"] ?? environment["AZURE_STORAGE_SAS_TOKEN"]
        let suffix = parts["endpointsuffix"].map { "https://blob.\($0)" }
        endpoint = parts["blobendpoint"] ?? suffix ?? environment["AZURE_STORAGE_ENDPOINT"]
    }
}
