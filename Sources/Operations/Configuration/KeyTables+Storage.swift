internal import ObjectStorage

extension CacheSettings {
    static let table = [
        KeyDescription("path", .text, "A folder for nothing else", "/var/cache/sluice", isNeeded: true),
        KeyDescription("bytes", .bytes(range), "What all of it may take", "10 GiB"),
        KeyDescription(
            "objects",
            .bytes(0...range.upperBound),
            "What of that objects of stores may take; indexes of coordinates have the rest",
            "7680 MiB"
        ),
    ]

    static let oldTable = table.filter { oldKeys.contains($0.name) }
}

extension StorageProfile {
    static let table: [KeyDescription] = {
        let samples: [String: (KeyDescription.Kind, String, String)] = [
            "prefix": (.text, "The beginning of the addresses of stores", "s3://bucket/"),
            "region": (.text, "The bucket's region", "eu-central-1"),
            "endpoint": (.text, "Another than the cloud's own", "https://objects.example.org"),
            "path_style": (.truth, "Whether the bucket stands in the path", "true"),
            "access_key_file": (.text, "A file with the key", "keys/access"),
            "secret_key_file": (.text, "A file with its secret", "keys/secret"),
            "session_token_file": (.text, "A file with the token of temporary keys", "keys/token"),
            "profile": (.text, "A profile of ~/.aws/config", "cubes"),
            "allow_credential_process": (.truth, "Whether its credential_process may be run", "false"),
            "requester_pays": (.truth, "Whether the requester pays", "false"),
            "denied_chunks": (
                .choice(DeniedChunks.allCases.map(\.rawValue)), "What 403 means for a chunk", "error"
            ),
            "anonymous": (.truth, "Requests without a signature", "false"),
            "credentials_file": (.text, "A service account or a person", "keys/google.json"),
            "user_project": (.text, "The project that pays", "project"),
            "bearer_token_file": (.text, "A file with a token that somebody keeps fresh", "keys/bearer"),
            "account": (.text, "The account that holds the container", "account"),
            "account_key_file": (.text, "A file with its key", "keys/account"),
            "sas_token_file": (.text, "A file with a shared access signature", "keys/sas"),
            "tenant_id": (.text, "Of an application", "tenant"),
            "client_id": (.text, "Of an application or a managed identity", "client"),
            "client_secret_file": (.text, "A file with the application's secret", "keys/client"),
            "federated_token_file": (.text, "A file with a token of a workload identity", "keys/federated"),
            "headers_file": (.text, "A file with lines such as 'X-Api-Key: …'", "keys/headers"),
            "ca_file": (.text, "Certificates to trust instead of the system's", "ca.pem"),
            "proxy": (.text, "http://host:port, or none", "none"),
            "http_version": (.choice(HTTPVersion.allCases.map(\.rawValue)), "The version of HTTP", "auto"),
            "tell": (
                .someOf(TransferRoute.Told.allCases.map(\.rawValue)), "What of a request its store is told",
                "[dataset]"
            ),
        ]
        return keys.compactMap { name in
            samples[name].map { kind, about, sample in
                KeyDescription(name, kind, about, sample, isNeeded: name == "prefix")
            }
        }
    }()
}
