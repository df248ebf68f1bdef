import Foundation
import Testing

/// The house as ARCHITECTURE.md describes it: arrows between targets and between folders run one way.
struct FolderTests {
    @Test(arguments: try Repository.targets)
    func foldersOfATargetUseEachOtherOneWay(_ target: String) throws {
        let cycles = try Folders(target: target, in: Repository.sources).cycles
        for use in cycles {
            Issue.record("\(use.user) uses \(use.name) of \(use.used), which uses it too: in \(use.file)")
        }
    }

    private struct Rule: CustomTestStringConvertible {
        let targets: [String]
        /// Nil for every other target of ours.
        let never: [String]?

        var testDescription: String { targets.joined(separator: ", ") }
    }

    /// What may import what, beyond what the compiler holds to the package's description.
    @Test(arguments: [
        Rule(targets: ["Execution", "JSON", "Principals"], never: nil),
        Rule(
            targets: ["Quotas"],
            never: [
                "JSON", "ObjectStorage", "Authentication", "Zarr", "CF", "Cube", "Catalogue", "Gateway",
                "Serving",
            ]
        ),
        Rule(
            targets: ["Grids", "Failures"],
            never: ["JSON", "Zarr", "ObjectStorage", "CF", "Cube", "Catalogue", "Gateway", "Serving"]
        ),
        Rule(
            targets: ["CRS"],
            never: ["Zarr", "ObjectStorage", "CF", "Cube", "Catalogue", "Gateway", "Serving"]
        ),
        Rule(
            targets: ["Authentication"],
            never: ["Zarr", "CF", "Cube", "Catalogue", "Gateway", "Serving"]
        ),
        Rule(
            targets: ["Gateway"],
            never: ["Authentication", "CF", "Cube", "Zarr", "ObjectStorage", "Catalogue"]
        ),
        Rule(
            targets: ["Catalogue"],
            never: ["Gateway", "Serving", "WMS", "EDR", "DAP", "Portal", "Maps", "Coverages"]
        ),
        Rule(
            targets: ["WMS", "EDR", "DAP", "Portal"],
            never: ["WMS", "EDR", "DAP", "Portal", "ObjectStorage", "Icechunk"]
        ),
        Rule(
            targets: ["Maps"],
            never: ["Gateway", "Serving", "WMS", "EDR", "DAP", "Portal", "ObjectStorage"]
        ),
        Rule(
            targets: ["Coverages"],
            never: [
                "Gateway", "Serving", "WMS", "EDR", "DAP", "Portal", "Zarr", "ObjectStorage", "Icechunk",
                "Maps",
            ]
        ),
    ])
    private func targetsImportOnlyWhatLiesBelowThem(_ rule: Rule) throws {
        let forbidden = try rule.never ?? Repository.targets
        for target in rule.targets {
            for file in try Repository.swiftFiles(in: Repository.sources.appending(path: target)) {
                let words = try SourceText.of(file).words
                for (word, next) in zip(words, words.dropFirst())
                where word.depth == 0 && word.text == "import" {
                    let isForbidden = forbidden.contains { $0 == next.text && $0 != target }
                    #expect(!isForbidden, "\(target)/\(file.lastPathComponent) imports \(next.text)")
                }
            }
        }
    }

    /// What a service serves comes through a view of the catalogue for the request's principal; rules are the catalogue's.
    @Test(arguments: ["Gateway", "Serving", "WMS", "EDR", "DAP", "Portal"])
    func servicesKnowViewsAlone(_ target: String) throws {
        let forbidden: Set<Substring> = [
            "WholeCatalogue", "ConfiguredCatalogue", "VersionCatalogue", "DatasetHealth", "AccessRules",
            "PolicyClass",
        ]
        for file in try Repository.swiftFiles(in: Repository.sources.appending(path: target)) {
            let words = try SourceText.of(file).words
            let used = forbidden.intersection(words.map(\.text))
            #expect(used.isEmpty, "\(target)/\(file.lastPathComponent)")
        }
    }

    @Test func aCycleIsFound() throws {
        let sources = FileManager.default.temporaryDirectory.appending(path: "Folders.\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: sources) }
        let files = [
            "House/Above/Roof.swift": "struct Roof { let walls: [Wall] }",
            "House/Below/Wall.swift": "// carries a Roof\nstruct Wall { let name = \"Roof \\(Door.name)\" }",
            "House/Beside/Door.swift":
                "enum Door { static let name = #\"\"a Roof\"\"# }\nprivate struct Roof {}",
        ]
        for (path, text) in files {
            let file = sources.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        let house = try Folders(target: "House", in: sources)
        #expect(
            Set(house.uses.map { "\($0.user) \($0.used)" }) == [
                "House/Above House/Below", "House/Below House/Beside",
            ]
        )
        #expect(house.cycles.isEmpty)
        try Data("enum Door { static let name = Roof.self }".utf8)
            .write(to: sources.appending(path: "House/Beside/Door.swift"))
        let cycles = try Folders(target: "House", in: sources).cycles
        #expect(Set(cycles.map(\.name)) == ["Roof", "Wall", "Door"])
    }
}
