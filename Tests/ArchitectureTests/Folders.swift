import Foundation

/// The folders of one target, and which of them uses names that another declares.
struct Folders {
    /// Such as `ObjectStorage/S3`; what lies in the target's own folder is `ObjectStorage`.
    struct Use: Hashable {
        let user: String
        let used: String
        /// The name that is used, and the file that uses it.
        let name: String
        let file: String
    }

    private(set) var uses: [Use] = []
    private let folders: Set<String>

    /// `target`: the folder of the target below `sources`.
    init(target: String, in sources: URL) throws {
        let files = try Repository.swiftFiles(in: sources.appending(path: target)).map { file in
            (
                name: file.lastPathComponent, folder: Self.folder(of: file, in: sources),
                text: try SourceText.of(file)
            )
        }
        var homes: [Substring: Set<String>] = [:]
        for file in files {
            for name in file.text.declarations { homes[name, default: []].insert(file.folder) }
        }
        folders = Set(files.map(\.folder))
        for file in files {
            for name in Set(file.text.words.map(\.text)).subtracting(file.text.privateDeclarations) {
                // A name that two folders declare says nothing of where it is from.
                guard let home = homes[name], home.count == 1, let used = home.first, used != file.folder
                else {
                    continue
                }
                uses.append(Use(user: file.folder, used: used, name: String(name), file: file.name))
            }
        }
    }

    /// The uses between folders that reach each other both ways; empty where all arrows run one way.
    var cycles: [Use] {
        let arrows = Dictionary(grouping: uses, by: \.user).mapValues { Set($0.map(\.used)) }
        let reach = Dictionary(uniqueKeysWithValues: folders.map { ($0, Self.reached(from: $0, arrows)) })
        return uses.filter { reach[$0.used]?.contains($0.user) ?? false }
    }

    private static func reached(from folder: String, _ arrows: [String: Set<String>]) -> Set<String> {
        var (reached, waiting): (Set<String>, [String]) = ([], [folder])
        while let next = waiting.popLast() {
            for used in arrows[next] ?? [] where reached.insert(used).inserted { waiting.append(used) }
        }
        return reached
    }

    private static func folder(of file: URL, in sources: URL) -> String {
        let path = file.deletingLastPathComponent().standardizedFileURL.path
        return String(path.dropFirst(sources.standardizedFileURL.path.count + 1))
    }
}

/// Where the files of this repository are.
enum Repository {
    static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    /// The names of the folders below `Sources`, one for each target; those of C libraries hold no Swift.
    static var targets: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { $0 != "CLibraries" }
                .sorted()
        }
    }

    static func swiftFiles(in folder: URL) throws -> [URL] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }
}
