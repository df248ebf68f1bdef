import Foundation
import Testing

/// One name, one type: whoever reads a name in one target may look it up in the whole package.
struct TypeNameTests {
    /// Names that types of several targets have, with those targets, by name.
    private static func shared(in sources: URL, targets: [String]) throws -> [String: [String]] {
        var homes: [Substring: Set<String>] = [:]
        for target in targets {
            for file in try Repository.swiftFiles(in: sources.appending(path: target)) {
                for name in try SourceText.of(file).types {
                    homes[name, default: []].insert(target)
                }
            }
        }
        let shared = homes.filter { $0.value.count > 1 }.map { (String($0.key), $0.value.sorted()) }
        return Dictionary(uniqueKeysWithValues: shared)
    }

    @Test func noTwoTargetsHaveATypeOfOneName() throws {
        for (name, targets) in try Self.shared(in: Repository.sources, targets: Repository.targets) {
            Issue.record("\(name) is a type of \(targets.joined(separator: " and of "))")
        }
    }

    /// Private types count, types within types, functions and extensions do not; nor do two files of one target.
    @Test func aSharedNameIsFound() throws {
        let files = [
            "House/Roof.swift": "package final class Roof { struct Tile {} }\nprivate enum Key { case iron }",
            "House/Wall.swift": "struct Wall {}\nfunc paint(_ wall: Wall) {}\nprivate struct Nail {}",
            "House/Door.swift": "private struct Nail {}\nprotocol Lock {}",
            "Barn/Roof.swift":
                "extension Roof { struct Tile {} }\n@frozen public enum Wall {}\nactor Lock {}",
            "Barn/Beam.swift":
                "fileprivate indirect enum Key {}\nstruct Tile {}\n// struct Roof\nlet paint = 1",
        ]
        let sources = FileManager.default.temporaryDirectory.appending(path: "Types.\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: sources) }
        for (path, text) in files {
            let file = sources.appending(path: path)
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let both = ["Barn", "House"]
        #expect(try Self.shared(in: sources, targets: both) == ["Wall": both, "Key": both, "Lock": both])
    }
}
