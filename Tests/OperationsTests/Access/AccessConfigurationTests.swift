import CF
import Catalogue
import Cube
import Failures
import Grids
import Principals
import TestSupport
import Testing

@testable import Operations

/// `access:` as it is read, and what is said of it.
@Suite struct AccessConfigurationTests {
    private func read(_ yaml: String) throws(ConfigurationError) -> Configuration {
        try Configuration(yaml: yaml, file: "c.yaml", directory: "/etc")
    }

    private func window(_ text: String) throws -> Policy {
        let configuration = try read("access: [{datasets: [a], to: [public], window: {\(text)}}]\n")
        return try #require(configuration.access?.first).window
    }

    @Test func rulesAreReadInOrder() throws {
        let configuration = try read(
            """
            datasets: []
            access:
              - datasets: [air, "obs-*"]
                to: [public, "user:ada", "group:staff:night", "token:viewer"]
              - {datasets: ["*"], to: []}
            """
        )
        let rules = try #require(configuration.access)
        #expect(rules.map(\.line) == [3, 5])
        #expect(rules[0].datasets.map(\.text) == ["air", "obs-*"])
        #expect(rules[0].subjects == [.everybody, .user("ada"), .group("staff:night"), .token("viewer")])
        #expect(
            rules.map(\.window) == [.unrestricted, .unrestricted] && rules.map(\.closes) == [false, true]
        )
        #expect(try read("datasets: []").access == nil)
        #expect(try read("access: []").access == [])
    }

    @Test func windowsSayWhatIsLeft() throws {
        #expect(try window("variables: [t, u]") == Policy(variables: ["t", "u"]))
        let from = Policy.Moment.at(try #require(TimeText("2020-01-01")))
        #expect(try window("time: 2020-01-01/..") == Policy(earliest: from))
        #expect(try window("time: 2020-01-01/2020-01-01") == Policy(earliest: from, latest: from))
        // Three days, and a day and a half hour.
        let moving = Policy(earliest: .fromNow(seconds: -259_200), latest: .fromNow(seconds: 88_200))
        #expect(try window("time: now-P3D/now+P1DT30M") == moving)
        #expect(try window("time: ../now") == Policy(latest: .fromNow(seconds: 0)))
        let box = GeographicBox(west: 170, south: -50, east: -170, north: 10.5)
        #expect(try window("box: [170, -50, -170, 10.5]") == Policy(box: box))
        #expect(try window("box: '170,-50, -170,10.5'") == Policy(box: box))
        #expect(try window("versions: [latest, 'v*']") == Policy(versions: ["latest", "v*"]))
        #expect(try window("protocols: [wms, dap]") == Policy(protocols: ["wms", "dap"]))
        #expect(
            try window("formats: [covjson, dods]")
                == Policy(protocols: ["edr", "dap", "datasets"], formats: ["CoverageJSON", "dods"])
        )
        // What is told of a pixel is nothing without pictures.
        #expect(try window("formats: [application/json, dap]").protocols == ["dap", "datasets"])
        #expect(try window("formats: [image/png], protocols: [wms, edr]").protocols == ["wms"])
    }

    @Test func limitsOfAWindowStandOverTheServers() throws {
        let configuration = try read(
            """
            limits: {chunks: 10, pixels: 20}
            access: [{datasets: [a], to: [public], window: {limits: {pixels: 7, output_bytes: 1 MiB}}}]
            """
        )
        let limits = try #require(configuration.access?.first?.window.limits)
        #expect((limits.chunks, limits.pixels, limits.outputBytes) == (10, 7, 1 << 20))
        #expect(limits.seconds == Limits().seconds)
    }

    @Test(arguments: [
        ("access:", "'access' is empty"), ("access: public", "must be a list of rules"),
        ("access: [{datasets: [a]}]", "'access[0].to' says whom"),
        ("access: [{datasets: [a], to: }]", "'access[0].to' says whom"),
        ("access: [{to: [public]}]", "must be a list of names of datasets"),
        ("access: [{datasets: [], to: [public]}]", "must be a list of names of datasets"),
        ("access: [{datasets: [a?], to: [public]}]", "'a?' is no name of datasets"),
        ("access: [{datasets: [a.b], to: [public]}]", "'a.b' is no name of datasets"),
        ("access: [{datasets: [a], to: [publc]}]", "did you mean 'public'?"),
        ("access: [{datasets: [a], to: [usr:ada]}]", "did you mean 'user:NAME'?"),
        ("access: [{datasets: [a], to: ['user:']}]", "did you mean 'user:NAME'?"),
        ("access: [{datasets: [a], to: [public], windw: {}}]", "did you mean 'window'?"),
        ("access: [{datasets: [a], to: [], window: {variables: [t]}}]", "of no use to nobody"),
        ("window: variable: [t]", "did you mean 'variables'?"),
        ("window: variables: []", "must be a list of names"),
        ("window: variables: ~", "must be a list of names"),
        ("window: time: 2020-01-01", "is no interval"), ("window: time: ../..", "hides nothing"),
        ("window: time: 2020-02-30/..", "is no interval"),
        ("window: time: 2021/2020", "ends before it begins"),
        ("window: time: now/now-P1D", "ends before it begins"),
        ("window: time: now-P1M/..", "has no duration"),
        ("window: time: now-P1Y/..", "has no duration"), ("window: time: now-3D/..", "has no duration"),
        ("window: box: [0, 0, 1]", "four numbers"), ("window: box: [0, 50, 1, 40]", "four numbers"),
        ("window: box: [0, 0, .nan, 1]", "four numbers"), ("window: box: [0, 0, 1, 91]", "four numbers"),
        ("window: protocols: [wsm]", "did you mean 'wms'?"),
        ("window: protocols: [health]", "has no 'health'"),
        ("window: formats: [image/pgn]", "did you mean 'image/png'?"),
        ("window: formats: [text/plain]", "gives values"),
        ("window: 'protocols: [dap], formats: [image/png]'", "gives values"),
        ("window: limits: {pixel: 1}", "did you mean 'pixels'?"),
        ("window: limits: {chunk_bytes: 1}", "unknown key"),
        ("window: limits: {pixels: 0}", "must be a whole number"),
    ])
    func whatIsWrongIsNamed(_ yaml: String, _ problem: String) {
        var text = yaml
        if yaml.hasPrefix("window: ") {
            let inner = yaml.dropFirst("window: ".count).filter { $0 != "'" }
            text = "\n\naccess:\n  - datasets: [a]\n    to: [public]\n    window: {\(inner)}\n"
        }
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "it is right")")
        #expect(error?.line == (yaml.hasPrefix("window: ") ? 6 : 1))
    }

    @Test func durationsOfOneLength() {
        for (text, seconds) in [
            ("P3D", 259_200), ("PT6H", 21_600), ("P2W", 1_209_600), ("P1DT1H1M1S", 90_061), ("PT0S", 0),
        ] as [(Substring, Int64)] {
            #expect(FixedDuration.seconds(text) == seconds, "\(text)")
        }
        for text in [
            "", "P", "PT", "3D", "P3", "PD", "P1M", "P1Y", "P-3D", "P1.5D", "PT1H1D", "P1D1W", "P1D1D",
            "P99999999999999999999D", "P9223372036854775807W",
        ] as [Substring] {
            #expect(FixedDuration.seconds(text) == nil, "\(text)")
        }
    }

    private func review(_ access: String, groups: Set<String>? = nil, publish: [PublishRule] = []) throws
        -> [String]
    {
        let rules = try #require(try read("access: \(access)").access)
        return AccessReview(
            rules,
            datasets: ["air", "obs-1", "obs-2"],
            names: KnownAskers(groups: groups),
            publish: publish
        )
        .warnings.map(\.text)
    }

    @Test func whatIsProbablyNotMeantIsSaid() throws {
        #expect(try review("[{datasets: ['*'], to: [public]}]") == [])
        #expect(
            try review("[{datasets: [ari, 'x*', '*'], to: ['group:staf']}]", groups: ["staff"]) == [
                "there is no dataset 'ari'; did you mean 'air'?", "'x*' matches none of the datasets",
                "nobody is in a group 'staf': neither 'login: groups' nor a token has it; did you mean 'staff'?",
            ]
        )
        let shadowed = """
            [{datasets: ['obs-*'], to: ['group:a']}, {datasets: ['*'], to: [public]}, \
            {datasets: [obs-1], to: ['group:a', 'user:b']}, {datasets: ['o*'], to: []}]
            """
        #expect(
            try review(shadowed) == [
                "rule 1 gives 'obs-*' to some, and rule 2 lets everybody see it: if they shall not, put {datasets: ['obs-*'], to: []} behind rule 1",
                "rule 3 never decides: rules 1, 2 decide before it",
                "rule 4 never decides: rule 2 decides before it",
            ]
        )
        #expect(
            try review(
                "[{datasets: [air], to: []}, {datasets: [obs-1], to: ['user:b']}, {datasets: ['*'], to: []}]"
            )
                == ["nobody may see air, obs-2: no rule names them, or it is for nobody"]
        )
        for (access, isOpen) in [
            ("[{datasets: [air], to: ['user:b']}, {datasets: ['a*', obs-1], to: [public]}]", true),
            (
                "[{datasets: [air], to: ['user:b']}, {datasets: [air], to: []}, {datasets: ['*'], to: [public]}]",
                false
            ),
            // Another part of it for the others.
            (
                "[{datasets: [air], to: ['user:b']}, {datasets: [air], to: [public], window: {protocols: [wms]}}, "
                    + "{datasets: ['*'], to: [public]}]", false
            ),
            ("[{datasets: [air], to: ['user:b']}, {datasets: ['obs*'], to: [public]}]", false),
        ] {
            #expect(
                try review(access).contains { $0.contains("lets everybody see it") } == isOpen,
                "\(access)"
            )
        }
        // Who is not the first may be of the second.
        #expect(try review("[{datasets: ['*'], to: ['user:a']}, {datasets: ['*'], to: ['group:b']}]") == [])
    }

    /// What is published below a prefix has its own names, which come and go.
    @Test func datasetsThatMayBeFoundAreNotMissing() throws {
        let rule = PublishRule(prefix: "/data", id: "run-{name}")
        #expect(
            try review(
                "[{datasets: ['*', run-1, 'run-*', 'r*', runner, 'sea*'], to: [public]}]",
                publish: [rule]
            ) == [
                "there is no dataset 'runner'", "'sea*' matches none of the datasets",
            ]
        )
    }

    private static let explained = """
        datasets: [{id: air, store: /a}, {id: sea, store: /b}]
        access:
          - {datasets: [sea], to: ["group:staff"], window: {variables: [t], time: now-P3D/.., box: [-10, 40, 5, 60]}}
          - {datasets: ["*"], to: [public], window: {protocols: [wms], limits: {pixels: 9}}}
          - {datasets: ["*"], to: []}
        """

    private func explain(_ principal: Principal, _ dataset: String, _ yaml: String = explained) throws
        -> AccessExplanation
    {
        try AccessExplanation(of: dataset, to: principal, under: read(yaml), file: "c.yaml")
    }

    @Test func whatAPersonSeesIsExplained() throws {
        let staff = Principal(name: "ada", groups: ["staff"], token: "viewer")
        #expect(
            try explain(staff, "sea").text == """
                sea, asked for by 'ada' of staff with the token 'viewer':
                  a part of it, by rule 1 (c.yaml:3), which is for group:staff
                    variables: t
                    times: 3 days before now to the last
                    places: -10.0 to 5.0 degrees east, 40.0 to 60.0 degrees north

                """
        )
        let anybody = try explain(.anonymous, "sea")
        #expect(
            anybody.isVisible
                && anybody.text == """
                    sea, asked for by anybody who has not signed in:
                      a part of it, by rule 2 (c.yaml:4), which is for public
                        protocols: wms
                        limits: pixels 9
                      not by rule 1 (c.yaml:3), which is for group:staff

                    """
        )
        #expect(
            try explain(.anonymous, "air", "datasets: [{id: air, store: /a}]").text.contains(
                "everything is public"
            )
        )
        let closed = try explain(.anonymous, "air", "datasets: [{id: air, store: /a}]\naccess: []")
        #expect(!closed.isVisible && closed.text.contains("what none names is closed"))
        let nobody = "datasets: [{id: air, store: /a}]\naccess: [{datasets: [air], to: []}]"
        #expect(
            try explain(.anonymous, "air", nobody).text.contains(
                "nothing, by rule 1 (c.yaml:2), which is for nobody"
            )
        )
        let found = "publish: {prefix: /p, id: 'run-{name}'}\n"
        for yaml in [Self.explained, found + Self.explained] {
            #expect(throws: CommandError.noSuchDataset("see", known: ["air", "sea"])) {
                try explain(staff, "see", yaml)
            }
        }
        #expect(try explain(staff, "run-7", found + Self.explained).isVisible)
    }

    /// A window is told as it was written: what is left out or rounded would be another one.
    @Test(arguments: [
        ("2020-01-01T06:00+02:00/2021", "2020-01-01T06:00+02:00 to 2021"),
        ("2020-01-01T06:00:07.250-03:30/..", "2020-01-01T06:00:07.250-03:30 to the last"),
        ("2020-01-01T06:00:07Z/2020-03", "2020-01-01T06:00:07 to 2020-03"),
        ("../2020-01-01T23:59:59.9+14:00", "the first to 2020-01-01T23:59:59.900+14:00"),
    ])
    func timesKeepTheirZone(_ time: String, _ words: String) throws {
        let yaml =
            "datasets: [{id: air, store: /a}]\naccess: [{datasets: [air], to: [public], window: {time: '\(time)'}}]"
        let text = try explain(.anonymous, "air", yaml).text
        #expect(text.contains("times: \(words)\n"), "\(text)")
    }
}
