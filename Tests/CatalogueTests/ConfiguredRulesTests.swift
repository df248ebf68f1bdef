import Cube
import Failures
import Grids
import Principals
import Testing

@testable import Catalogue

@Suite struct ConfiguredRulesTests {
    private static func rule(
        _ datasets: [String],
        _ subjects: [AccessRule.Subject],
        _ window: Policy = .unrestricted
    ) -> AccessRule {
        AccessRule(datasets: datasets.map { NamePattern($0) }, subjects: subjects, window: window)
    }

    private static let part = Policy(variables: ["t"], protocols: ["wms", "dap"])

    private let rules = ConfiguredRules([
        rule(["draft-*"], []), rule(["air"], [.group("staff"), .token("viewer")]),
        rule(["air", "sea*"], [.user("ada")], part), rule(["*"], [.everybody], Policy(variables: ["u"])),
        rule(["air"], [.everybody]),
    ])

    private func seen(_ dataset: String, _ principal: Principal) -> Policy? {
        rules.policy(of: dataset, in: rules.policyClass(of: principal))
    }

    @Test func theFirstRuleThatFitsBothDecides() {
        let (ada, staff) = (Principal(name: "ada", groups: []), Principal(name: "x", groups: ["a", "staff"]))
        #expect(seen("air", ada) == Self.part && seen("sea-2", ada) == Self.part)
        #expect(seen("air", staff) == .unrestricted && seen("sea-2", staff) == Policy(variables: ["u"]))
        #expect(seen("air", Principal(name: "ada", groups: [], token: "viewer")) == .unrestricted)
        #expect(seen("air", .anonymous) == Policy(variables: ["u"]))
        // Names of people, groups and tokens are not each other's.
        #expect(seen("air", Principal(name: "staff", groups: ["ada", "viewer"])) == Policy(variables: ["u"]))
        for principal in [ada, staff, .anonymous] { #expect(seen("draft-1", principal) == nil) }
    }

    @Test func whatNoRuleNamesIsClosed() {
        let rules = ConfiguredRules([Self.rule(["air"], [.everybody])])
        let anybody = rules.policyClass(of: .anonymous)
        #expect(
            rules.policy(of: "air", in: anybody) == .unrestricted
                && rules.policy(of: "airs", in: anybody) == nil
        )
        #expect(ConfiguredRules([]).policy(of: "air", in: PolicyClass()) == nil)
    }

    @Test func aScopeNarrowsAndNeverWidens() {
        func ada(_ scope: Scope) -> Principal { Principal(name: "ada", groups: [], scope: scope) }
        #expect(seen("air", ada(Scope(datasets: ["a*"]))) == Self.part)
        #expect(seen("air", ada(Scope(datasets: ["sea"]))) == nil)
        let narrowed = seen("air", ada(Scope(protocols: ["wms", "edr"])))
        #expect(narrowed == Policy(variables: ["t"], protocols: ["wms"]))
        #expect(seen("draft-1", ada(Scope(datasets: ["*"]))) == nil)
        let all = EverybodySeesAll()
        let scoped = all.policyClass(of: ada(Scope(datasets: ["air"], protocols: ["dap"])))
        #expect(all.policy(of: "air", in: scoped) == Policy(protocols: ["dap"]))
        #expect(all.policy(of: "sea", in: scoped) == nil)
    }

    /// Who sees the same has one class and one text; other rules have other texts for all.
    @Test func classesAreSharedByThoseWhoSeeTheSame() {
        let people = [
            Principal(name: "ben", groups: []), .anonymous, Principal(name: "ada", groups: []),
            Principal(name: "ada", groups: ["staff"]),
            Principal(name: "ada", groups: [], scope: Scope(protocols: ["wms"])),
        ]
        let classes = people.map { rules.policyClass(of: $0) }
        #expect(classes[0] == classes[1] && Set(classes).count == 4)
        let texts = people.map { rules.accessClass(of: $0) }
        #expect(texts[0] == texts[1] && Set(texts).count == 4)
        #expect(texts.allSatisfy { $0.utf8.count == 32 })
        let others = [
            [Self.rule(["air"], [.everybody])], [Self.rule(["air"], [.user("")])],
            [Self.rule(["air"], [.everybody], Policy(variables: []))],
            [Self.rule(["air"], [.everybody], Policy(latest: .fromNow(seconds: 0)))],
            [Self.rule(["air"], [.everybody], Policy(earliest: .fromNow(seconds: 0)))],
            [
                Self.rule(
                    ["air"],
                    [.everybody],
                    Policy(box: GeographicBox(west: 0, south: 0, east: 1, north: 1))
                )
            ],
            [Self.rule(["air"], [.everybody], Policy(versions: ["t"]))],
            [Self.rule(["air"], [.everybody], Policy(formats: ["t"]))],
            [Self.rule(["air"], [.everybody], Policy(limits: Limits()))],
        ]
        let anonymous = others.map { ConfiguredRules($0).accessClass(of: .anonymous) } + [texts[1]]
        #expect(Set(anonymous).count == anonymous.count)
    }

    @Test(arguments: [
        ("air", ["air"], ["ai", "airs", "", "Air"]), ("*", ["", "air"], []),
        ("a*r", ["ar", "air", "aaarrr"], ["a", "airs", "r"]),
        ("obs-*", ["obs-", "obs-1"], ["obs", "xobs-1"]),
        ("*b*b*", ["bb", "abcb"], ["b", "ab"]), ("**", ["", "x"], []), ("", [""], ["x"]),
    ])
    func patternsMatchWholeNames(_ pattern: String, _ matching: [String], _ others: [String]) {
        for name in matching { #expect(NamePattern(pattern).matches(name), "\(name)") }
        for name in others { #expect(!NamePattern(pattern).matches(name), "\(name)") }
    }

    /// At worst the product of the lengths: many stars are no trap.
    @Test func aPatternOfManyStarsIsQuick() {
        let pattern = NamePattern(String(repeating: "a*", count: 32) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4096)))
    }

    @Test func patternsCoverOthers() {
        for (wide, narrow, covers) in [
            ("*", "a*", true), ("a*", "ab*", true), ("ab*", "a*", false), ("a*", "*", false),
            ("*b", "a*b", true),
            ("a", "a", true), ("a*c", "a*", false),
        ] {
            #expect(NamePattern(wide).covers(NamePattern(narrow)) == covers, "\(wide) \(narrow)")
        }
    }
}
