@testable import CF
import Catalogue
import Cube
import Execution
import Failures
import Foundation
import Gateway
import Grids
import JSON
import TestSupport
import Testing
import Zarr

@testable import DAP

/// Groups in DAP4 (volume 1, sections 4 and 5.2; digest §4), and what a group's own address shows of those above.
@Suite struct HierarchyTests {
    private static let lat = FixtureArray.axis("lat", [Float(10), 20], units: "degrees_north")

    private static let tree: ZarrGroup = {
        let deep = ZarrGroup.fixture(
            "sub/deep.er",
            [FixtureArray("z", [("lat", 3)], .int32, [Int32]([8, 9, 10]))]
        )
        let sub = ZarrGroup.fixture(
            "sub",
            [
                FixtureArray("x", [("x", 3)], .int32, [Int32]([1, 2, 3])),
                FixtureArray("w", [("lat", 2)], .int32, [Int32]([3, 4])),
                FixtureArray("u", [("x", 3)], .int32, [Int32]([5, 6, 7])),
            ],
            attributes: [("note", "below")],
            groups: [deep]
        )
        return ZarrGroup.fixture(
            "",
            [lat, FixtureArray("v", [("lat", 2)], .int32, [Int32]([1, 2]))],
            attributes: [("title", "Tree")],
            groups: [sub, ZarrGroup.fixture("empty")]
        )
    }()

    private static let head = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Dataset xmlns="http://xml.opendap.org/ns/DAP/4.0#" name="tree" dapVersion="4.0" dmrVersion="1.0">

        """

    /// A dimension is declared where its coordinate is, else where it is first used; one of another length is a group's
    /// own.
    @Test(arguments: [".dmr", ".dmr.xml"])
    func aDMRNestsGroups(suffix: String) throws {
        let dmr = try DAPClient(HierarchyFixture(Self.tree)).get("/dap/tree\(suffix)").text
        #expect(
            dmr == Self.head + """
                  <Dimension name="lat" size="2"/>
                  <Float32 name="lat">
                    <Dim name="/lat"/>
                    <Attribute name="units" type="String"><Value>degrees_north</Value></Attribute>
                  </Float32>
                  <Int32 name="v">
                    <Dim name="/lat"/>
                    <Map name="/lat"/>
                  </Int32>
                  <Group name="sub">
                    <Dimension name="x" size="3"/>
                    <Int32 name="x">
                      <Dim name="/sub/x"/>
                    </Int32>
                    <Int32 name="w">
                      <Dim name="/lat"/>
                      <Map name="/lat"/>
                    </Int32>
                    <Int32 name="u">
                      <Dim name="/sub/x"/>
                      <Map name="/sub/x"/>
                    </Int32>
                    <Group name="deep.er">
                      <Dimension name="lat" size="3"/>
                      <Int32 name="z">
                        <Dim name="/sub/deep.er/lat"/>
                      </Int32>
                    </Group>
                    <Attribute name="note" type="String"><Value>below</Value></Attribute>
                  </Group>
                  <Group name="empty">
                  </Group>
                  <Attribute name="title" type="String"><Value>Tree</Value></Attribute>
                </Dataset>

                """
        )
    }

    /// Values of an answer without checksums: little-endian, behind the header of the last chunk.
    private func numbers(_ constraint: String, of fixture: HierarchyFixture) throws -> [Int32] {
        let query = "dap4.ce=\(constraint)&dap4.checksum=false"
        let answer = try DAPClient(fixture).get("/dap/tree.dap", query: query)
        try #require(answer.status == 200, "\(answer.text)")
        let first = answer.body.prefix(4).reduce(0) { $0 << 8 | Int($1) } & 0xFF_FFFF
        return answer.body.dropFirst(8 + first).withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - 3, by: 4).map {
                Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self))
            }
        }
    }

    /// In the order of the DMR, whatever the order of the request.
    @Test(
        arguments: [
            ("/sub/w;/v", [1, 2, 3, 4]), ("sub/w[1]", [4]), ("/sub/deep\\.er/z[1:2]", [9, 10]),
            ("/sub/deep.er/z[0]", [8]), ("/sub/deep\\\\er/z", [8, 9, 10]), ("/sub/x=[0:1];/sub/u", [5, 6]),
            ("/lat=[1];/v;/sub/w", [2, 4]), ("/sub/deep.er/lat=[2];/sub/deep.er/z;/sub/w", [3, 4, 10]),
        ] as [(String, [Int32])]
    )
    func constraintsNameVariablesOfGroups(constraint: String, expected: [Int32]) throws {
        let encoded = constraint.replacingOccurrences(of: "\\", with: "%5C")
        #expect(try numbers(encoded, of: HierarchyFixture(Self.tree)) == expected)
    }

    /// Groups that hold nothing of the answer are not in its DMR; a dimension's group is.
    @Test func aConstrainedDMRHasTheGroupsOfItsVariables() throws {
        let client = DAPClient(HierarchyFixture(Self.tree))
        let dmr = try client.get("/dap/tree.dmr", query: "dap4.ce=/sub/x=[0:1];/sub/u").text
        #expect(
            dmr == Self.head + """
                  <Group name="sub">
                    <Dimension name="x" size="2"/>
                    <Int32 name="u">
                      <Dim name="/sub/x"/>
                    </Int32>
                    <Attribute name="note" type="String"><Value>below</Value></Attribute>
                  </Group>
                  <Attribute name="title" type="String"><Value>Tree</Value></Attribute>
                </Dataset>

                """
        )
        #expect(!(try client.get("/dap/tree.dmr", query: "dap4.ce=/v").text.contains("<Group")))
    }

    @Test(arguments: ["/w", "/sub/v", "/sub", "/sub/w[2]", "/sub/deep/z", "/x=[0];/sub/u"])
    func whatIsNotThereIsRefused(constraint: String) throws {
        let answer = try DAPClient(HierarchyFixture(Self.tree)).get(
            "/dap/tree.dap",
            query: "dap4.ce=\(constraint)"
        )
        #expect(answer.status == 400)
        #expect(answer.text.contains("<Error"), "\(answer.text)")
    }

    /// Of another state of a group the answer has another tag.
    @Test func theTagDependsOnTheGroups() throws {
        let all = DAPClient(HierarchyFixture(Self.tree))
        let fewer = DAPClient(HierarchyFixture(Self.tree, failures: ["deep.er": .unsupported(reason: "x")]))
        for path in ["/dap/tree.dmr", "/dap/tree.dap"] {
            let tags = try [all, fewer, all].map { try $0.get(path).fields["ETag"] }
            #expect(tags[0] == tags[2] && tags[0] != tags[1], "\(path) \(tags)")
        }
    }

    /// A group that cannot be understood spoils nothing else; a store that does not answer is an error.
    @Test func aBrokenGroupIsLeftOut() throws {
        let broken = HierarchyFixture(Self.tree, failures: ["sub": .unsupported(reason: "x")])
        let dmr = try DAPClient(broken).get("/dap/tree.dmr").text
        #expect(dmr.contains("<Group name=\"empty\">") && !dmr.contains("<Group name=\"sub\">"))
        #expect(dmr.contains("1 group is not part of this document (cannot be understood)"))
        #expect(dmr.contains("; as a dataset: tree.sub</Value>"))
        let refused = try DAPClient(broken).get("/dap/tree.dap", query: "dap4.ce=/sub/w")
        #expect(refused.status == 400 && refused.text.contains("cannot be understood"), "\(refused.text)")
        #expect(try !DAPClient(HierarchyFixture(Self.tree)).get("/dap/tree.dmr").text.contains("left_out"))
        let silent = HierarchyFixture(Self.tree, failures: ["sub": .timedOut])
        #expect(try DAPClient(silent).get("/dap/tree.dmr").status == 504)
    }

    /// What is asked for of one group opens no other.
    @Test(
        arguments: [
            ("/v", ["tree"]), ("/sub/w", ["tree", "tree.sub"]), ("sub/w;/v", ["tree", "tree.sub"]),
            ("/sub/deep.er/z", ["tree", "tree.sub", "tree.sub.deep.er"]),
            ("/sub/deep%5C.er/z", ["tree", "tree.sub", "tree.sub.deep.er"]),
            ("/lat=[1]", ["tree", "tree.sub", "tree.sub.deep.er", "tree.empty"]),
        ]
    )
    func onlyNamedGroupsAreOpened(constraint: String, opened: [String]) throws {
        let fixture = HierarchyFixture(Self.tree)
        let answer = try DAPClient(fixture).get("/dap/tree.dap", query: "dap4.ce=\(constraint)")
        #expect(answer.status == 200 && fixture.openedAddresses == opened)
    }

    // Bounds.

    private static func wide(_ count: Int, below path: String = "") -> [ZarrGroup] {
        (0..<count).map { ZarrGroup.fixture("\(path)g\($0)") }
    }

    @Test func aHierarchyOverTheBoundsIsNotOpened() throws {
        let most = HierarchyBounds.groups
        let fitting = HierarchyFixture(ZarrGroup.fixture(groups: Self.wide(most)))
        let dmr = try DAPClient(fitting).get("/dap/tree.dmr").text
        #expect(dmr.components(separatedBy: "<Group ").count == most + 1)
        let array = FixtureArray("v", [("n", 2)], .int32, [Int32(1), 2])
        for groups in [
            Self.wide(10_000),
            [ZarrGroup.fixture("a", groups: Self.wide(most, below: "a/"))],
        ] {
            let tree = HierarchyFixture(ZarrGroup.fixture("", [array], groups: groups))
            let dmr = try DAPClient(tree).get("/dap/tree.dmr").text
            #expect(!dmr.contains("<Group") && dmr.contains("<Int32 name=\"v\">"))
            #expect(tree.openedAddresses.count == (groups.count == 1 ? 2 : 1))
            let count = groups.count
            let (subject, first) =
                count == 1 ? ("1 group is", "tree.a</Value>") : ("10000 groups are", "tree.g0, tree.g1, ")
            #expect(
                dmr.contains(
                    "<Attribute name=\"sluice_groups_left_out\" type=\"String\"><Value>\(subject) not"
                )
            )
            let words = "(more than 64 groups, 4096 arrays or 16 levels); as a dataset: \(first)"
            #expect(dmr.contains(words), "\(dmr)")
            // What leads into one of them is told why; what leads nowhere is told so.
            let into = count == 1 ? "/a/g1/x" : "/g77/x"
            for path in ["/dap/tree.dap", "/dap/tree.dmr"] {
                let refused = try DAPClient(tree).get(path, query: "dap4.ce=\(into)")
                #expect(
                    refused.status == 400 && refused.text.contains("more than 64 groups"),
                    "\(refused.text)"
                )
                let absent = try DAPClient(tree).get(path, query: "dap4.ce=/other/x")
                #expect(!absent.text.contains("more than 64 groups"))
            }
            #expect(try DAPClient(tree).get("/dap/tree.dap", query: "dap4.ce=/v").status == 200)
            let dataset = try tree.dataset(at: DatasetAddress(id: "tree"), context: .background(seconds: 30))
            let finding = try #require(dataset.findings.first)
            #expect(finding.subject == "tree" && finding.problem.severity == .note)
            #expect(
                finding.text.contains("has \(count == 1 ? 65 : 10_000) groups, 1 arrays"),
                "\(finding.text)"
            )
        }
    }

    /// Names that an address cannot have: what is in such groups is in the DMR above them.
    @Test func groupsWithoutAnAddressAreToldAsThat() throws {
        let v = FixtureArray("v", [("n", 2)], .int32, [Int32(1), 2])
        let names = [".hid", "a.b", "a@b", "plain"]
        let tree = HierarchyFixture(
            ZarrGroup.fixture(groups: names.map { ZarrGroup.fixture($0, [v]) })
        )
        let dataset = try tree.dataset(at: DatasetAddress(id: "tree"), context: .background(seconds: 30))
        #expect(dataset.findings.map(\.subject) == [".hid", "a.b", "a@b"])
        #expect(
            dataset.findings.allSatisfy {
                $0.problem == .noAddress(isInDMR: true) && $0.problem.severity == .warning
            }
        )
        #expect(dataset.children.map(\.text) == ["tree.plain"])
        for constraint in ["/_.hid/v", "/.hid/v", "/a.b/v", "/a%40b/v", "/plain/v"] {
            let answer = try DAPClient(tree).get("/dap/tree.dap", query: "dap4.ce=\(constraint)")
            #expect(answer.status == 200, "\(constraint) \(answer.text)")
        }
    }

    /// With or without the slash in front, and through a group.
    @Test(arguments: [
        ("/sub/y", "/sub/x"), ("sub/y", "/sub/x"), ("vv", "/v"), ("/sub/deep.er/zz", "/sub/deep.er/z"),
    ])
    func theNearestNameIsTold(constraint: String, near: String) throws {
        let answer = try DAPClient(HierarchyFixture(Self.tree)).get(
            "/dap/tree.dap",
            query: "dap4.ce=\(constraint)"
        )
        #expect(
            answer.text.replacing("&#39;", with: "'").contains("Did you mean '\(near)'?"),
            "\(answer.text)"
        )
    }

    @Test func depthHasABound() throws {
        let levels = HierarchyBounds.depth + 1
        let path = (0..<levels).map { "g\($0)" }
        var group = ZarrGroup.fixture(path.joined(separator: "/"))
        for depth in (0..<levels).reversed() {
            group = ZarrGroup.fixture(path.prefix(depth).joined(separator: "/"), groups: [group])
        }
        let dmr = try DAPClient(HierarchyFixture(group)).get("/dap/tree.dmr")
        #expect(dmr.status == 200 && !dmr.text.contains("<Group"))
    }

    // Windows.

    /// The second and third of three days; the group above has no data that says which of its times those are.
    @Test func windowsHoldInEveryGroup() throws {
        let time = FixtureArray.axis("time", [0.0, 1, 2], units: "days since 2000-01-01")
        let w = FixtureArray("w", [("time", 3)], .int32, [Int32]([1, 2, 3]))
        let root = ZarrGroup.fixture("", [time], groups: [ZarrGroup.fixture("sub", [w])])
        let earliest = try #require(TimeText("2000-01-02"))
        let fixture = HierarchyFixture(root, policy: Policy(earliest: .at(earliest)))
        let dmr = try DAPClient(fixture).get("/dap/tree.dmr").text
        #expect(!dmr.contains("size=\"3\"") && !dmr.contains("\"/time\""), "\(dmr)")
        #expect(dmr.contains("<Dimension name=\"time\" size=\"2\"/>"))
        #expect(try numbers("/sub/w", of: fixture) == [2, 3])
        // 1.0 and 2.0 as doubles.
        #expect(try numbers("/sub/time", of: fixture) == [0, 0x3FF0_0000, 0, 0x4000_0000])
        #expect(try DAPClient(fixture).get("/dap/tree.dap", query: "dap4.ce=/time").status == 400)
        #expect(
            try DAPClient(fixture).get("/dap/tree.sub.ascii", query: "time").text.hasSuffix("1.0, 2.0\n\n")
        )
    }

    /// Data above that a policy does not name is not to be had by referring to it.
    @Test func referencesUpwardsShowNothingHidden() throws {
        let secret = FixtureArray("secret", [("lat", 2)], .int32, [Int32(7), 8])
        let w = FixtureArray(
            "w",
            [("lat", 2)],
            .int32,
            [Int32(3), 4],
            attributes: [("coordinates", "secret")]
        )
        let root = ZarrGroup.fixture(
            "",
            [Self.lat, secret],
            groups: [ZarrGroup.fixture("sub", [w])]
        )
        let all = try DAPClient(HierarchyFixture(root)).get("/dap/tree.sub.dds").text
        #expect(all.contains("secret") && all.contains("lat[lat = 2]"))
        let named = HierarchyFixture(root, policy: Policy(variables: ["w"]))
        let seen = try DAPClient(named).get("/dap/tree.sub.dds").text
        #expect(!seen.contains("secret") && seen.contains("lat[lat = 2]"), "\(seen)")
        #expect(!(try DAPClient(named).get("/dap/tree.dmr").text.contains("name=\"secret\"")))
    }

    // What a group inherits.

    @Test func aGroupShowsTheCoordinatesAboveIt() throws {
        let client = DAPClient(HierarchyFixture(Self.tree))
        #expect(
            try client.get("/dap/tree.sub.dds").text == """
                Dataset {
                    Int32 x[x = 3];
                    Int32 w[lat = 2];
                    Int32 u[x = 3];
                    Float32 lat[lat = 2];
                } tree%2Esub;

                """
        )
        #expect(try client.get("/dap/tree.sub.das").text.contains("String units \"degrees_north\";"))
        // 10 and 20 as single numbers, after their count twice.
        let values = try client.get("/dap/tree.sub.dods", query: "lat").body.suffix(16)
        #expect(Array(values) == [0, 0, 0, 2, 0, 0, 0, 2, 0x41, 0x20, 0, 0, 0x41, 0xA0, 0, 0])
        let dmr = try client.get("/dap/tree.sub.dmr").text
        #expect(dmr.contains("<Float32 name=\"lat\">") && dmr.contains("<Map name=\"/lat\"/>"))
    }

    /// A variable over two inherited dimensions is a Grid.
    @Test func inheritedCoordinatesAreMaps() throws {
        let lon = FixtureArray.axis("lon", [Float(1), 2, 3], units: "degrees_east")
        let v = FixtureArray("v", [("lat", 2), ("lon", 3)], .int32, (0..<6).map(Int32.init))
        let root = ZarrGroup.fixture("", [Self.lat, lon], groups: [ZarrGroup.fixture("sub", [v])])
        let client = DAPClient(HierarchyFixture(root))
        #expect(
            try client.get("/dap/tree.sub.dds", query: "v[1][1:2]").text == """
                Dataset {
                    Grid {
                      Array:
                        Int32 v[lat = 1][lon = 2];
                      Maps:
                        Float32 lat[lat = 1];
                        Float32 lon[lon = 2];
                    } v;
                } tree%2Esub;

                """
        )
        let text = try client.get("/dap/tree.sub.ascii", query: "v[1][1:2]").text
        #expect(text.contains("[0], 4, 5\n") && text.contains("v.lat[1]\n20.0") && text.contains("2.0, 3.0"))
    }
}
