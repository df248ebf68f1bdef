import Principals
import TestSupport
import Testing

@testable import Operations

/// Quotas tell nobody of what is hidden: neither that it is there, nor that others use it, nor what its quotas are called.
@Suite struct QuotaAttackTests {
    private typealias Answer = AttackedSite.Answer

    private static let ada = Principal(name: "ada", groups: [])
    private static let strangers: [Principal] = [
        .anonymous, Principal(name: "ben", groups: ["staffs"]),
        Principal(name: "eve", groups: ["staff"], scope: Scope(datasets: ["a*"])),
    ]

    private static let rules = """
        [{datasets: [air], to: [public]}, {datasets: ["sec*"], to: ["user:ada", "group:staff"]}]
        """
    /// Each has little; what is hidden has quotas of its own, of which one is used up by anybody for all.
    private static let quotas = """
        [{name: each, to: [public], window: 600, requests: 3},
         {name: bunker, to: [public], datasets: ["sec*"], per: everybody, window: 600, requests: 2},
         {name: strongroom, to: ["user:ada", "group:staff"], datasets: [secret], window: 600, bytes: 1 GiB},
         {name: fruit, to: [public], datasets: ["*"], window: 600, requests: 100}]
        """

    private static let air = Result { try AttackedCube.part("air", days: 20...22) }
    private static let secret = Result { try AttackedCube.whole() }

    /// One of which nobody has used anything yet.
    private static func site(hasSecret: Bool) throws -> AttackedSite {
        let cubes = [try air.get()] + (hasSecret ? [try secret.get()] : [])
        return try AttackedSite(AttackedCatalogue(cubes: cubes), access: rules, quotas: quotas)
    }

    /// A few times within the quota and a few beyond, while somebody else uses what is hidden.
    @Test(arguments: AttackTable.all)
    func tellNobodyOfWhatIsHidden(_ row: AttackTable.Row) throws {
        let (guarded, without) = (try Self.site(hasSecret: true), try Self.site(hasSecret: false))
        let target = row.target("secret")
        for stranger in Self.strangers {
            var statuses: [Int] = []
            for turn in 0..<5 {
                if turn > 0 { _ = try guarded.get("/dap/secret.dds", as: Self.ada) }
                let hidden = try guarded.get(target, as: stranger)
                let absent = try without.get(target, as: stranger)
                #expect(Answer.difference(hidden, absent) == nil, "\(stranger), turn \(turn)")
                for name in ["bunker", "strongroom"] {
                    let tells = hidden.all.contains(name)
                    #expect(!tells, "\(stranger): \(name) in turn \(turn)")
                }
                statuses.append(hidden.status)
            }
            let isCounted = !target.hasPrefix("/health")
            #expect((statuses.last == 429) == isCounted && statuses[2] != 429, "\(statuses)")
        }
    }

    /// Else nothing above would say anything.
    @Test func tellWhoSeesIt() throws {
        let guarded = try Self.site(hasSecret: true)
        let seen = try guarded.get("/dap/secret.dods?plum", as: Self.ada)
        #expect(seen.status == 200 && seen.all.contains("bunker-requests"), "\(seen.all)")
        _ = try guarded.get("/dap/secret.dds", as: Self.ada)
        let other = Principal(name: "cy", groups: ["staff"])
        let refused = try guarded.get("/dap/secret.dds", as: other)
        #expect(refused.status == 429 && refused.all.contains("bunker-requests"), "\(refused.all)")
    }

    /// What one person has left is nothing that another is told.
    @Test func tellNobodyOfTheUseOfOthers() throws {
        let (busy, quiet) = (try Self.site(hasSecret: false), try Self.site(hasSecret: false))
        for _ in 0..<3 { _ = try busy.get("/dap/air.dds", as: Self.ada) }
        for stranger in Self.strangers {
            for target in ["/dap/air.dds", "/edr/collections", "/?f=json", "/datasets/air?f=json"] {
                let difference = Answer.difference(
                    try busy.get(target, as: stranger),
                    try quiet.get(target, as: stranger)
                )
                #expect(difference == nil, "\(stranger) \(target)")
            }
        }
    }
}
