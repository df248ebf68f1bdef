import Catalogue
import Testing

@testable import Operations

/// Addresses that can be none are refused while the file is read, each with what to write.
@Suite struct LocationTextTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let store: String
        let says: String
        var testDescription: String { store }

        init(_ store: String, _ says: String) { (self.store, self.says) = (store, says) }
    }

    @Test(arguments: [
        Mistake("htps://data.example.org/a.zarr", "did you mean 'https://data.example.org/a.zarr'?"),
        Mistake("https:/data.example.org/a", "write 'https://data.example.org/a'"),
        Mistake("https:data.example.org/a", "write 'https://data.example.org/a'"),
        Mistake("https//data.example.org/a", "did you mean 'https://data.example.org/a'?"),
        Mistake("s3:/bucket/a", "write 's3://bucket/a'"),
        Mistake("S4://bucket/a", "did you mean 's3://bucket/a'?"),
        Mistake("s3:///a", "s3://bucket/prefix"),
        Mistake("https://", "http(s)://host/path"),
        Mistake("file://elsewhere/a", "file:///path"),
        Mistake("ftp://host/a", "'ftp' is not a kind of store; there are paths"),
        Mistake("icechunk://host/a", "'icechunk' is not a kind of store"),
        Mistake("~/data/a.zarr", "write the whole path, such as /home/NAME/data/a.zarr"),
        Mistake("~ada/a.zarr", "write the whole path, such as /home/NAME/a.zarr"),
        Mistake("${DATA}/a.zarr", "must not hold '${DATA}'"),
        Mistake("$DATA/a.zarr", "must not hold '$DATA'"),
        Mistake("s3://${BUCKET}/a", "must not hold '${BUCKET}'"),
        Mistake("$(pwd)/a", "must not hold '$(pwd)'"),
        Mistake("s3://user:secret@bucket", "access_key_file and secret_key_file"),
        Mistake("http://user:secret@host/a.zarr", "a profile for it below 'storage' (headers_file"),
        Mistake("https://secret@host/a.zarr", "must not name a user or a password"),
        Mistake("https://user:secret/of@host/a.zarr", "must not name a user or a password"),
        Mistake("https://user:secret?of@host/a.zarr", "must not name a user or a password"),
        Mistake("https://user:${secret}@host/a.zarr", "must not name a user or a password"),
        Mistake("https:/user:secret@host/a.zarr", "must not name a user or a password"),
        Mistake("https//user:secret@host/a.zarr", "must not name a user or a password"),
        Mistake("user:secret@host/a.zarr", "must not name a user or a password"),
        Mistake("htps://user:secret@host/a.zarr", "must not name a user or a password"),
        Mistake("az://key:secret@account/x", "account_key_file or sas_token_file"),
        Mistake(" /data/a", "no blanks at its ends"),
    ])
    func whatCanBeNoStoreIsRefused(_ mistake: Mistake) throws {
        let yaml = "datasets:\n- id: a\n  store: \"\(mistake.store)\"\n"
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
        }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("c.yaml:3:10: 'datasets[0].store' must"), "\(text)")
        #expect(text.contains(mistake.says), "\(text)")
        // Nothing of the password; the key that holds another may be named.
        #expect(!text.replacing("secret_key_file", with: "").contains("secret"))
    }

    @Test(arguments: [
        "/data/a.zarr", "a.zarr", "./x:y/a", "a b/c.zarr", "price$5/a", "file:///data/a", "file:/data/a",
        "http://localhost:9000/a.zarr", "https://h/a?sig=x", "s3://bucket", "s3://bucket/a.zip", "s3a://b/x",
        "gs://b/x", "gcs://b/x", "az://container/x", "az://container@account/x",
        "abfss://cube@weather.dfs.core.windows.net/x", "/data/refs.json", "C/x", "//server/share",
        "/data/x:y@z/a", "s3://bucket/a@b",
        "http://h:8080/a@b", "http://[::1]:80/a@b", "https://h/x?mail=a:b@c",
    ])
    func whatCanBeAStoreIsTaken(_ store: String) throws {
        let yaml = "datasets: [{id: a, store: \"\(store)\"}]"
        let read = try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
        #expect(read.datasets.first?.store.hasSuffix(store) == true)
    }

    @Test(arguments: [
        "server: {gate_file: ~/gate.conf}", "server: {spool_directory: \"${TMP}\"}",
        "cache: {path: s3://bucket/x}", "storage: [{prefix: 's3:/b'}]",
        "storage: [{prefix: 's4://b'}]",
        "storage: [{prefix: 's3://b', ca_file: ~/ca.pem}]",
        "datasets: [{id: a, store: /s, virtual_chunks: [{prefix: 's3:/b/'}]}]",
        "datasets: [{id: a, store: /s, virtual_chunks: [{prefix: 's3://b/', at: ~/m}]}]",
    ])
    func otherPathsAreLookedAtToo(_ yaml: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
        }
        #expect(error?.line == 1)
    }

    @Test(arguments: ["\"\"", "/", "''", "~"]) func anEmptyGroupIsTheRoot(_ group: String) throws {
        let yaml = "datasets: [{id: a, store: /s, group: \(group)}]"
        let read = try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
        #expect(read.datasets.first?.group == "")
    }

    @Test func whatIsNoYAMLIsNamedByItsLine() {
        for (yaml, line, says) in [
            ("server:\n\tworkers: 1\n", 2, "a tab in this line"), ("datasets: [\n", 2, "not YAML"),
            ("limits: {chunks: 1, chunks: 2}", 1, "'chunks' is there twice"),
        ] {
            let error = #expect(throws: ConfigurationError.self) {
                try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
            }
            #expect(error?.line == line, "\(error?.description ?? "")")
            #expect(error?.problem.contains(says) == true, "\(error?.description ?? "")")
            #expect(error?.problem.contains("\n") == false)
        }
    }
}
