// Answers requests in this process and, under callgrind, dumps what each group of them has cost.
import CCallgrind
import Glibc
import Operations

/// `answer-costs CONFIGURATION LIST`, a line of which is a name, a tab and an address.
///
/// Lines of one name that follow each other are counted together, those without a name not at all. All must be answered with
/// status 200.
enum AnswerCosts {
    private struct Group {
        let name: String
        var targets: [String]
    }

    static func run(_ arguments: [String]) throws -> Int32 {
        guard arguments.count == 2 else {
            print("usage: answer-costs CONFIGURATION LIST")
            return 2
        }
        let groups = groups(try text(at: arguments[1]))
        let site = try LocalSite(configuration: arguments[0])
        for group in groups {
            if !group.name.isEmpty { sluice_callgrind_start() }
            let failed = try group.targets.first { try site.answer($0).status != 200 }
            if !group.name.isEmpty { sluice_callgrind_dump(group.name) }
            if let failed {
                print("\(failed): status \(try site.answer(failed).status)")
                return 1
            }
        }
        return 0
    }

    private static func groups(_ list: String) -> [Group] {
        var groups: [Group] = []
        for line in list.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let (name, target) = (String(parts[0]), String(parts[1]))
            if groups.last?.name == name {
                groups[groups.count - 1].targets.append(target)
            } else {
                groups.append(Group(name: name, targets: [target]))
            }
        }
        return groups
    }

    private static func text(at path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw UnreadableList(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private struct UnreadableList: Error {
        let path: String
    }
}

exit(try AnswerCosts.run(Array(CommandLine.arguments.dropFirst())))
