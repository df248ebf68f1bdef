// Runs the targets of `FuzzTargets` under libFuzzer; `Tests/run --fuzz` calls it.
import CFuzzer
import FuzzTargets
import Glibc

/// `list`, `seeds TARGET FOLDER`, `run TARGET [libFuzzer's arguments]`.
enum FuzzDriver {
    /// The target that the command line names, which libFuzzer's callback cannot capture.
    static let target = CommandLine.arguments.count > 2 ? FuzzTarget.named(CommandLine.arguments[2]) : nil

    static func run() -> CInt {
        switch (CommandLine.arguments.dropFirst().first, target) {
        case ("list", _):
            for target in FuzzTarget.all { print(target.name) }
            return 0
        case ("seeds", let target?) where CommandLine.arguments.count > 3:
            return writeSeeds(of: target, to: CommandLine.arguments[3])
        case ("run", .some): return fuzz()
        default:
            print("usage: fuzz list | seeds TARGET FOLDER | run TARGET [ARGUMENT...]")
            return 2
        }
    }

    private static func writeSeeds(of target: FuzzTarget, to folder: String) -> CInt {
        for (number, seed) in target.seeds.enumerated() {
            guard let file = fopen("\(folder)/seed-\(number)", "w") else { return 1 }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
        return 0
    }

    private static func fuzz() -> CInt {
        let arguments = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(3)
        var pointers = arguments.map { strdup($0) } + [nil]
        var count = CInt(arguments.count)
        return pointers.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &start, tryInput)
        }
    }
}

/// What libFuzzer calls; its library wants it under this name even where it is given a function.
@_cdecl("LLVMFuzzerTestOneInput")
func tryInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzDriver.target?.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

exit(FuzzDriver.run())
