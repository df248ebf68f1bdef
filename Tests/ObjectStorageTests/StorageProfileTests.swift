import Execution
import ObjectStorage
import TestSupport
import Testing

struct StorageProfileTests {
    private let engine = TransferEngine()

    private func profiles(_ prefixes: String...) -> StorageProfiles {
        StorageProfiles(prefixes.map { StorageProfile(prefix: $0) })
    }

    @Test(
        arguments: [
            ("s3://a/b/c", "s3://a/b"), ("s3a://a/x", "s3://a"), ("s3://ab/x", nil), ("s3://a/bc", "s3://a"),
            ("https://H.example/x", "https://h.example"), ("https://h.example.evil/x", nil),
            ("https://h.example/data?sig=1", "https://h.example/data"), ("http://h.example/data", nil),
            ("/a/b", nil), ("s3://A/b", nil),
        ] as [(String, String?)]
    )
    func theLongestPrefixThatEndsAtASegmentCounts(_ location: String, _ expected: String?) {
        let all = profiles("s3://a", "s3://a/b", "https://h.example", "https://h.example/data")
        #expect(all.profile(for: location)?.prefix == expected)
    }

    private func problem(_ profile: StorageProfile, _ environment: [String: String] = [:]) -> String? {
        do {
            _ = try StoreOpener.open(
                profile.prefix,
                profiles: StorageProfiles([profile]),
                environment: StorageEnvironment { environment[$0] },
                engine: engine
            )
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func withoutCredentialsOnlyAnonymousStoresOpen() {
        var profile = StorageProfile(prefix: "s3://b/a")
        #expect(problem(profile, ["AWS_EC2_METADATA_DISABLED": "true"])?.contains("anonymous: true") == true)
        #expect(problem(profile, ["AWS_ACCESS_KEY_ID": "k"])?.contains("only one of") == true)
        #expect(problem(profile, ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"]) == nil)
        profile.isAnonymous = true
        #expect(problem(profile) == nil)
    }

    @Test func filesWinOverTheEnvironmentAndAreNeverQuoted() {
        let folder = TemporaryFolder()
        folder.write(Array("AKIAFILE\n".utf8), to: "id")
        folder.write(Array("a secret with blanks\n".utf8), to: "secret")
        var profile = StorageProfile(prefix: "s3://b/a")
        profile.accessKeyFile = "\(folder.path)/id"
        profile.secretKeyFile = "\(folder.path)/secret"
        let environment = ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"]
        let problem = problem(profile, environment)
        #expect(problem?.contains("hold no credentials") == true)
        #expect(problem?.contains("blanks") == false && problem?.contains("AKIAFILE") == false)
        folder.write(Array("secret\n".utf8), to: "secret")
        #expect(self.problem(profile) == nil)
        profile.secretKeyFile = "\(folder.path)/none"
        #expect(self.problem(profile, environment)?.contains("/none cannot be read") == true)
    }

    @Test(arguments: [
        ("Authorization: Bearer abc\n# comment\n\nX-Api-Key: 1\n", true), ("no field", false),
        ("Host: other", false),
        ("A b: c", false), ("X:", false), ("", false),
    ])
    func checksHeaderFiles(_ text: String, _ isGood: Bool) {
        let folder = TemporaryFolder()
        folder.write(Array(text.utf8), to: "headers")
        var profile = StorageProfile(prefix: "https://h.example/a")
        profile.headersFile = "\(folder.path)/headers"
        #expect((problem(profile) == nil) == isGood)
    }
}
