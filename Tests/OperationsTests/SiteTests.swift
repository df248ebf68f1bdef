import TestSupport
import Testing

@testable import Operations

/// nginx's site as configurations mean it, and what `sluice check` says of one that is installed.
@Suite struct SiteTests {
    private static let repository =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let tls = "tls: {certificate: /c.pem, key: /k.pem"

    private static func template() throws -> String {
        try ConfiguredSite.template(at: "\(repository)/nginx/sluice.conf")
    }

    private static func loaded(_ yaml: String, in folder: TemporaryFolder) throws -> LoadedConfiguration {
        folder.write(Array(yaml.utf8), to: "c.yaml")
        return try LoadedConfiguration(path: "\(folder.path)/c.yaml", workers: nil)
    }

    /// The site that a configuration means.
    private static func text(_ yaml: String) throws -> String {
        let folder = TemporaryFolder()
        let changes = ConfiguredSite.Changes(gate: "/etc/sluice/gate.conf")
        return try ConfiguredSite(loaded(yaml, in: folder), changes: changes).text(from: template())
    }

    /// What is shipped is what a configuration without the part means: the numbers in both are the same.
    @Test func theShippedSiteIsTheUsualOne() throws {
        #expect(try Self.text("datasets: []\n") == Self.template())
        #expect(try Self.text("site: {}\n") == Self.template())
    }

    @Test(arguments: [
        "{}", "{\(tls)}}", "{\(tls), client_certificates: /ca.pem, ocsp_resolvers: [127.0.0.53]}}",
        "{names: [a.example, '*.b.example'], proxies: [10.0.0.0/8], cache: {bytes: 0}, crawlers: {agents: []}}",
        "{limits: {address: {requests_per_second: 0, in_flight: 0}}, crawlers: {robots: nothing}}",
    ])
    func whatWasMadeCanBeATemplate(_ site: String) throws {
        let made = SiteTemplate(text: try Self.text("site: \(site)\n"))
        let folder = TemporaryFolder()
        let changes = ConfiguredSite.Changes(gate: "/etc/sluice/gate.conf")
        let usual = try ConfiguredSite(Self.loaded("datasets: []\n", in: folder), changes: changes)
        #expect(try usual.text(from: made.text) == Self.template())
        #expect(made.blocks.keys.sorted() == SiteTemplate(text: try Self.template()).blocks.keys.sorted())
    }

    struct Meaning: Sendable, CustomTestStringConvertible {
        let site: String
        let has: [String]
        var hasNot: [String] = []
        var more = ""
        var testDescription: String { site + more }
    }

    @Test(arguments: [
        Meaning(
            site: "{\(tls)}}",
            has: [
                "listen 443 ssl http2;", "ssl_protocols TLSv1.2 TLSv1.3;", "ssl_certificate /c.pem;",
                "on \"max-age=31536000\";", "return 301 https://$host$request_uri;",
            ],
            hasNot: ["ssl_verify_client optional", "ssl_stapling", "listen 80 "]
        ),
        Meaning(
            site:
                "{listen: ['8443'], names: [a.example], \(tls), hsts_seconds: 0, client_certificates: /ca.pem}}",
            has: [
                "listen 8443 ssl http2;", "ssl_verify_client optional;", "server_name a.example;",
                "return 301 https://$host:8443$request_uri;",
                "return 301 https://a.example:8443$request_uri;",
                #""~*^(a\.example)(:\d+)?$" $http_host;"#,
            ],
            hasNot: ["max-age=31536000"]
        ),
        Meaning(site: "{\(tls), redirect: []}}", has: ["listen 443"], hasNot: ["return 301", "listen 80;"]),
        Meaning(
            site: "{\(tls), ocsp_resolvers: [127.0.0.53]}}",
            has: ["ssl_stapling on;", "resolver 127.0.0.53 valid=300s;"]
        ),
        Meaning(
            site: "{cache: {bytes: 0}}",
            has: [],
            hasNot: ["fastcgi_cache_path", "include snippets/sluice-kept.conf;", "\"~^plain/\" kept;"]
        ),
        Meaning(
            site: "{limits: {principal: {requests_per_second: 0, in_flight: 0, downloads: 0}}}",
            has: ["zone=sluice_address_rate", "limit_conn sluice_address_flight 400;"],
            hasNot: ["zone=sluice_credential_rate", "limit_conn sluice_principal"]
        ),
        Meaning(
            site: "{limits: {address: {burst: 10, at_once: 20}, temporary_bytes: 0}}",
            has: ["zone=sluice_address_rate burst=10 nodelay;", "fastcgi_max_temp_file_size 0;"]
        ),
        Meaning(
            site: "{crawlers: {robots: nothing, agents: [a.b]}}",
            has: [#""~*a\.b" "a.b";"#, #"Disallow: /\n"#],
            hasNot: ["datasets(?:", "googlebot"]
        ),
        Meaning(
            site: "{}",
            has: ["        include snippets/sluice-login.conf;"],
            hasNot: ["#include snippets/sluice-login.conf;"],
            more: "\nlogin: {users_file: /u}"
        ),
        Meaning(
            site: "{}",
            has: ["server_name cubes.example.org;", "set $sluice_prefix \"/below\";"],
            more: "\nserver: {public_url: 'https://cubes.example.org:8443/below'}"
        ),
    ])
    func theConfigurationIsMeant(_ meaning: Meaning) throws {
        let text = try Self.text("site: \(meaning.site)\(meaning.more)\n")
        for line in meaning.has { #expect(text.contains(line), "\(line)") }
        for line in meaning.hasNot { #expect(!text.contains(line), "\(line)") }
    }

    /// Nothing gets into nginx's file that it would read as more than one word.
    @Test(arguments: [
        ("names: ['a b']", "names"), ("names: ['a;b']", "names"), ("names: ['$host']", "names"),
        ("names: ['a\\nb']", "names"), ("listen: ['80;']", "listen"), ("listen: ['0']", "listen"),
        ("listen: ['65536']", "listen"), ("listen: ['a:b:80']", "listen"), ("listen: []", "listen"),
        ("listen: 80", "listen"), ("prefix: cubes", "prefix"), ("prefix: /cubes/", "prefix"),
        ("prefix: '/a\";'", "prefix"), ("sockets: '/a\"b'", "sockets"), ("sockets: '/a$b'", "sockets"),
        ("tls: {certificate: /c}", "tls"), ("tls: {key: /k}", "tls"),
        ("tls: {certificate: '/c\\', key: /k}", "tls.certificate"),
        ("tls: {certificate: /c, key: /k, redirect: ['80 default_server']}", "redirect"),
        ("monitors: [localhost]", "monitors"), ("monitors: [10.0.0.0/129]", "monitors"),
        ("monitors: [10.0.0.0/8/8]", "monitors"), ("proxies: ['10.0.0.0;']", "proxies"),
        ("crawlers: {agents: ['a(b']}", "agents"), ("crawlers: {robots: some}", "robots"),
        ("limits: {address: {rate: 1}}", "rate"), ("cache: {byts: 1}", "byts"),
        ("monitors: [10.0.0]", "monitors[0]"), ("monitors: ['::1', 10.0.0.0/33]", "monitors[1]"),
        ("monitors: ['::1/+8']", "monitors"), ("monitors: ['1.2.3.4.5']", "monitors"),
        ("monitors: ['::g']", "monitors"), ("monitors: ['10.0.0.0/']", "monitors"),
        ("proxies: ['::/129']", "proxies"), ("listen: ['[::g]:80']", "listen[0]"),
        ("listen: ['1.2.3.400:80']", "listen"), ("listen: ['+80']", "listen"),
        ("listen: ['[::1]80']", "listen"),
        ("listen: ['80', '127.0.0.1:80', '0.0.0.0:80']", "listen[2]"),
        ("listen: ['80', '*:080']", "listen[1]"),
        ("listen: ['[::1]:80', '[0:0::1]:80']", "listen[1]"), ("listen: ['a.b:80', 'A.b:80']", "listen[1]"),
        ("listen: ['localhost:80', '127.0.0.1:80']", "listen[1]"),
        ("tls: {certificate: /c, key: /k, redirect: ['80', '443']}", "tls.redirect[1]"),
        ("tls: {certificate: /c, key: /k, redirect: ['80', '*:80']}", "tls.redirect[1]"),
    ])
    func whatIsNoWordOfNginxIsRefused(_ entry: String, _ names: String) {
        do throws(ConfigurationError) {
            _ = try Configuration(yaml: "site: {\(entry)}", file: "c", directory: "/")
            Issue.record("\(entry) is accepted")
        } catch {
            #expect(error.problem.contains(names), "\(error)")
        }
    }

    /// A folder may have any name.
    @Test func theGatesPathIsOneWord() throws {
        for (gate, word) in [
            ("/etc/a-b_c.conf", "/etc/a-b_c.conf"), ("/a b", "\"/a b\""), ("", "\"\""),
            ("/a\"; b \\ {", "\"/a\\\"; b \\\\ {\""), ("/\"\u{301};", "\"/\\\"\u{301};\""),
        ] {
            let blocks = SiteBlocks(site: SiteSettings(), asksWho: false, gate: gate).all
            #expect(blocks["gate"].map { Array($0[0].utf8) } == Array("include \(word);".utf8), "\(gate)")
        }
        #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: "server: {gate_file: '/a\"b'}", file: "c", directory: "/")
        }
    }

    @Test(arguments: [
        "listen: ['80', '[::]:80', '127.0.0.1:80', '[::1]:80', '8080', 'a.example:80']",
        "monitors: ['::ffff:1.2.3.4', 10.0.0.0/32, '::/0', 0.0.0.0/0, 'fd00::/8']",
        "listen: ['8443'], tls: {certificate: /c, key: /k, redirect: ['80', '443']}",
    ])
    func whatNginxTakesIsTaken(_ entry: String) throws {
        _ = try Configuration(yaml: "site: {\(entry)}", file: "c", directory: "/")
    }

    @Test func theEntryThatIsWrongIsPointedAt() {
        let yaml = "site:\n  monitors:\n    - 127.0.0.1\n    - \"10.0.0.0/99\"\n"
        let wrong = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: yaml, file: "c", directory: "/")
        }
        #expect(wrong?.line == 4 && wrong?.column == 7)
        let twice = #expect(throws: ConfigurationError.self) {
            try Configuration(yaml: "site:\n  listen: ['80', '[::]:80', '*:80']", file: "c", directory: "/")
        }
        #expect(twice?.line == 2 && twice?.column == 29)
    }

    // MARK: - The installed site

    /// Problems that the check finds with a site in which `old` was replaced.
    private static func problems(
        _ old: String,
        _ new: String,
        template: String? = "\(repository)/nginx/sluice.conf",
        yaml: String = "login: {users_file: /u}\n"
    ) throws -> [String] {
        let folder = TemporaryFolder()
        let loaded = try loaded(yaml, in: folder)
        let made = try ConfiguredSite(loaded).text(from: Self.template())
        try #require(made.contains(old), "\(old)")
        folder.write(Array(made.replacing(old, with: new).utf8), to: "sluice.conf")
        for name in ["params", "headers", "error", "upstream", "interactive", "bulk", "kept", "login"] {
            let text = try #require(
                SmallFile.text(at: "\(repository)/nginx/snippets/sluice-\(name).conf", maxBytes: 1 << 16)
            )
            folder.write(Array(text.utf8), to: "snippets/sluice-\(name).conf")
        }
        return SiteCheck.problems(with: loaded, installed: "\(folder.path)/sluice.conf", template: template)
            .map { $0.error.description }
    }

    @Test func whatIsAsItShouldBeIsNotTold() throws {
        #expect(try Self.problems("# Who asks.", "# Another remark.").isEmpty)
        #expect(try Self.problems("# Who asks.", "# Another.", template: nil).isEmpty)
        // Of the operator's own, and without effect on others.
        #expect(try Self.problems("access_log off;", "access_log off; tcp_nodelay on;").isEmpty)
    }

    @Test(arguments: [
        (
            "        include snippets/sluice-login.conf;  # host: login\n        try_files /nonexistent @data;",
            "        try_files /nonexistent @data;",
            "'auth_request /sluice-auth' is missing in server 1 > location ~"
        ),
        (
            "        limit_req zone=sluice_address_rate burst=5000 delay=150;  # host: rates\n", "",
            "'limit_req zone=sluice_address_rate burst=5000 delay=150' is missing"
        ),
        ("listen 80;", "listen 8080;", "'listen 8080' stands where it means 'listen 80'"),
        ("server_name _;", "server_name other.example;", "'server_name other.example' stands where"),
        (
            "limit_conn sluice_address_flight 400;", "limit_conn sluice_address_flight 40000;",
            "stands where it means"
        ),
        (
            "        include snippets/sluice-params.conf;\n        include snippets/sluice-bulk.conf;\n",
            "        include snippets/sluice-bulk.conf;\n",
            "'fastcgi_param SLUICE_GATE $sluice_gate' is missing"
        ),
        (
            "gzip off;", "gzip off; fastcgi_param SLUICE_GATE x;",
            "'fastcgi_param SLUICE_GATE x' is not meant by it"
        ),
        ("127.0.0.1 1;", "0.0.0.0/0 1;", "'0.0.0.0/0 1' is not meant by it") as (String, String, String),
        ("include snippets/sluice-headers.conf;", "include snippets/absent.conf;", "snippets/absent.conf: "),
    ])
    func differencesInEffectAreNamed(_ old: String, _ new: String, _ words: String) throws {
        let told = try Self.problems(old, new)
        #expect(told.contains { $0.contains(words) }, "\(told)")
        #expect(told.last?.contains("sluice config site --config") == true)
    }

    fileprivate static let unset = "set $sluice_principal \"\";"
    private static let own = "auth_basic \"x\"; auth_basic_user_file /etc/nginx/sluice.users;"
    fileprivate static let plain = "datasets: []\n"

    struct Line: Sendable, CustomTestStringConvertible {
        var old = SiteTests.unset
        let new: String
        var yaml = SiteTests.plain
        /// Nil where nothing is to be told.
        let words: String?
        /// Whether two of its directives are told.
        var isTwice = false
        var testDescription: String { "\(new) \(yaml)" }
    }

    /// Lines that change who somebody is, or what a 401 looks like, are told whether there is a template or not.
    @Test(
        arguments: [
            Line(new: "set $sluice_principal $http_x_user;", words: "a client fills that in itself"),
            Line(new: "set $sluice_principal $remote_user;", words: "without auth_basic nobody has looked"),
            Line(new: "set $sluice_principal ada;", words: "makes everybody the same"),
            Line(new: "set $sluice_principal $jwt_claim_sub;", words: "a module of nginx has found that out"),
            Line(new: "\(unset) set $sluice_groups staff;", words: "makes everybody the same"),
            Line(
                new: "set $sluice_principal $remote_user;",
                yaml: "login: {users_file: /u}\n",
                words: "stands beside 'login'"
            ),
            Line(
                new: "set $sluice_principal $remote_user; \(own)",
                yaml: "login: {users_file: /u}\n",
                words: "asks everybody for a password of its own first",
                isTwice: true
            ),
            Line(new: "\(unset) \(own)", words: "the workers are not told who that is"),
            Line(new: "set $sluice_principal $remote_user; \(own)", words: nil),
            Line(new: "\(unset) real_ip_header X-Real-IP;", words: "decides from where somebody comes"),
            Line(new: "\(unset) set_real_ip_from 0.0.0.0/0;", words: "proxies belong into site"),
            Line(
                new:
                    "\(unset) set_real_ip_from 10.0.0.1; real_ip_header X-Forwarded-For; real_ip_recursive on;",
                yaml: "site: {proxies: [10.0.0.1]}\n",
                words: nil
            ),
            Line(new: "\(unset) error_page 401 /mine;", words: "changes what a 401 looks like"),
            Line(new: "\(unset) error_page 401 403 =302 /mine;", words: "changes what a 401 looks like"),
            Line(
                old: "gzip off;",
                new: "gzip off; fastcgi_intercept_errors on;",
                words: "changes what a 401 looks like"
            ),
        ],
        ["\(repository)/nginx/sluice.conf", nil]
    )
    func whoSomebodyIsIsNotChangedSilently(_ line: Line, _ template: String?) throws {
        let told = try Self.problems(line.old, line.new, template: template, yaml: line.yaml)
        guard let words = line.words else {
            #expect(told == [])
            return
        }
        #expect(told.contains { $0.contains(words) && $0.contains("sluice.conf:") }, "\(told)")
        let isTold = told.allSatisfy { $0.contains("nginx's site: '") }
        #expect(isTold && told.count == (line.isTwice ? 2 : 1), "\(told)")
    }

    /// Whoever writes the site anew does not open it to everybody.
    @Test func theRemedyKeepsNginxsOwnLogin() throws {
        let told = try Self.problems(
            Self.unset,
            "set $sluice_principal $remote_user; \(Self.own) add_header X-A b;",
            yaml: Self.plain
        )
        #expect(told.count == 2 && told[0].contains("'add_header X-A b' is not meant by it"), "\(told)")
        for words in ["without them everybody gets in", "login: {users_file: /etc/nginx/sluice.users}"] {
            #expect(told.last?.contains(words) == true, "\(told)")
        }
    }

    /// Without the release's own site the lines that a host has are compared all the same.
    @Test func markedLinesAreComparedWithoutATemplate() throws {
        let told = try Self.problems("listen 80;", "listen 8080;", template: "/nowhere/sluice.conf")
        #expect(told.first?.contains("'listen 8080' stands where it means 'listen 80'") == true, "\(told)")
    }

    @Test func aSiteOfOnesOwnIsSaidToBe() throws {
        let folder = TemporaryFolder()
        let loaded = try Self.loaded("datasets: []\n", in: folder)
        folder.write(Array("server { listen 80; }".utf8), to: "own.conf")
        let own = SiteCheck.problems(with: loaded, installed: "\(folder.path)/own.conf", template: nil)
        #expect(own.count == 1 && own[0].error.problem.contains("of your own"))
        let absent = SiteCheck.problems(with: loaded, installed: "\(folder.path)/absent.conf", template: nil)
        #expect(absent.first?.severity == .error)
    }

    @Test(arguments: [
        ("login: {users_file: /u}", "clear text"),
        ("login: {users_file: /u, client_certificates: true}\nsite: {\(tls)}}", "nginx asks for none"),
        ("site: {\(tls), client_certificates: /nowhere/ca.pem}}", "whom they name nobody looks at"),
        ("site: {tls: {certificate: /nowhere/c.pem, key: /k}}", "there is no file /nowhere/c.pem"),
    ])
    func whatCannotBeMeantIsSaid(_ yaml: String, _ words: String) throws {
        let configuration = try Configuration(yaml: yaml, file: "c", directory: "/")
        let told = SiteCheck.warnings(about: configuration).map(\.text)
        #expect(told.contains { $0.contains(words) }, "\(told)")
    }

    // MARK: - nginx's own grammar

    @Test(arguments: [
        ("a b;", [["a", "b"]]), ("a 'b c' \"d;e\";", [["a", "b c", "d;e"]]), ("# no;\na;", [["a"]]),
        ("a { b c; }", [["a"], ["b", "c"], []]), ("a b\n  c;", [["a", "b", "c"]]),
        ("a ${x}y;", [["a", "${x}y"]]),
        ("a \"b\\\"c\";", [["a", "b\\\"c"]]), ("a", []), ("a \"b", []), ("}", [[]]), ("a\\", []),
        ("a \u{1}b \u{0};\u{7F}", [["a", "\u{1}b", "\u{0}"]]), ("\u{0}}", []),
    ])
    func statementsAreTakenApart(_ text: String, _ words: [[String]]) {
        #expect(NginxWords.statements(of: text).map(\.words) == words)
    }

    @Test func linesAreThoseWhereAStatementBegins() {
        let found = NginxWords.statements(of: "\n a\n b;\n\"x\ny\" z;")
        #expect(found.map(\.line) == [2, 4])
    }
}
