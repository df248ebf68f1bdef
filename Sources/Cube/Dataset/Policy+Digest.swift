internal import CF
package import Execution
internal import Failures
internal import Grids

extension Policy {
    /// Adds every field to a digest that leaves the process.
    package func add(to digest: inout ContentDigest) {
        for names in [variables?.sorted(), protocols?.sorted(), formats?.sorted(), versions] {
            digest.add(names?.count ?? -1)
            for name in names ?? [] { digest.add(name) }
        }
        for moment in [earliest, latest] {
            switch moment {
            case nil: digest.add(0)
            case .at(let text)?:
                digest.add(1)
                digest.add(text.precision.rawValue)
                for part in [text.year, text.month, text.day, text.hour, text.minute, text.milliseconds] {
                    digest.add(part)
                }
                digest.add(text.offsetMinutes)
            case .fromNow(let seconds)?:
                digest.add(2)
                digest.add(UInt64(bitPattern: seconds))
            }
        }
        digest.add(box.map { [$0.west, $0.south, $0.east, $0.north] } ?? [])
        digest.add(limits == nil ? 0 : 1)
        if let limits { for name in Limits.Name.allCases { digest.add(limits[name]) } }
    }
}
