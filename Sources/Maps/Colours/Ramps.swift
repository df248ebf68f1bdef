internal import Synchronization

/// Ramps that were worked out before: pictures ask for a few of them again and again.
enum Ramps {
    private struct Ramp {
        let stops: [Colour]
        let colours: [Colour]
    }

    private struct Key: Hashable {
        let palette: String
        let count: Int
    }

    /// More than sites use at a time; what is beyond them is worked out each time.
    private static let most = 64

    private static let known = Mutex<[Key: Ramp]>([:])

    /// The `count` colours of a palette, which `work` works out when they are first asked for.
    static func colours(of palette: Palette, _ count: Int, work: () -> [Colour]) -> [Colour] {
        let key = Key(palette: palette.name, count: count)
        // A name may stand for other stops elsewhere.
        if let ramp = known.withLock({ $0[key] }), ramp.stops == palette.stops { return ramp.colours }
        let colours = work()
        known.withLock { known in
            if known.count < most { known[key] = Ramp(stops: palette.stops, colours: colours) }
        }
        return colours
    }
}
