import Foundation
import Testing

/// The faces of targets as ARCHITECTURE.md tells them are those that they have.
struct FaceTests {
    struct Face: CustomTestStringConvertible {
        let target: String
        let names: Set<String>

        var testDescription: String { target }
    }

    /// The rows of the table: a target, and the names in its second cell.
    private static var faces: [Face] {
        get throws {
            let page = Repository.sources.deletingLastPathComponent().appending(path: "ARCHITECTURE.md")
            let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            let table = lines.drop { $0 != "| target | face |" }.dropFirst(2).prefix { $0.hasPrefix("| ") }
            return table.compactMap { line in
                let names = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset % 2 == 1 }.map { String($0.element) }
                return names.first.map { Face(target: $0, names: Set(names.dropFirst())) }
            }
        }
    }

    @Test func everyTargetHasOne() throws {
        #expect(try Self.faces.map(\.target).sorted() == Repository.targets.filter { $0 != "sluice" })
    }

    @Test(arguments: try Self.faces)
    func namesAreDeclaredForOthers(_ face: Face) throws {
        #expect(!face.names.isEmpty)
        let folder = Repository.sources.appending(path: face.target)
        let declared = try Repository.swiftFiles(in: folder).reduce(into: Set<String>()) { names, file in
            let words = try SourceText.of(file).words
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol"]
            for (index, word) in words.enumerated().dropLast()
            where word.depth == 0 && kinds.contains(word.text) {
                let before = words[max(index - 2, 0)..<index].map(\.text)
                if before.contains("package") || before.contains("public") {
                    names.insert(String(words[index + 1].text))
                }
            }
        }
        #expect(face.names.subtracting(declared).isEmpty)
    }
}
