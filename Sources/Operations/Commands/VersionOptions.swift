internal import ArgumentParser
internal import Catalogue
internal import Cube
internal import Execution
internal import ObjectStorage
internal import Zarr

/// Which state of a store a command means, and where its chunks may be.
struct VersionOptions: ParsableArguments {
    @Option(
        help:
            "A branch, tag or snapshot of an Icechunk repository, or its state at a time: main~2026-03-01T12:00Z."
    )
    var ref: String?

    @Option(
        name: .customLong("allow"),
        help:
            "A prefix below which the repository's virtual chunks may be, with =PLACE if they are elsewhere."
    )
    var allowed: [String] = []

    /// The name without its time, and that in microseconds since 1970.
    var reference: (name: String, asOf: Int64?)? {
        guard let ref else { return nil }
        guard let mark = ref.lastIndex(of: "~"),
            let time = PastVersions.microseconds(String(ref[ref.index(after: mark)...]))
        else { return (ref, nil) }
        return (String(ref[..<mark]), time)
    }

    /// `PREFIX` or `PREFIX=PLACE`; prefixes may hold `=` too, so a place is what begins like one.
    var places: [VirtualLocations.Place] {
        allowed.map { text in
            let marks = text.indices.filter { text[$0] == "=" }.reversed()
            let mark = marks.first { mark in
                let place = text[text.index(after: mark)...]
                return place.hasPrefix("/") || place.hasPrefix(".") || place.contains("://")
            }
            guard let mark else { return VirtualLocations.Place(prefix: text) }
            let place = String(text[text.index(after: mark)...])
            return VirtualLocations.Place(prefix: String(text[..<mark]), at: place)
        }
    }
}
