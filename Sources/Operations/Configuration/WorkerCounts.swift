/// How many processes a pool has, and when it changes that.
package struct WorkerCounts: Sendable, Equatable {
    package static let range = 1...64

    package var least: Int
    package var most: Int
    /// Seconds of calm after which a worker beyond `least` ends.
    package var calmSeconds = 60.0
    /// Seconds after which a worker is replaced by a new one; nil for never.
    package var maxAgeSeconds: Double?

    package init(from least: Int, to most: Int) {
        (self.least, self.most) = (least, most)
    }

    /// Whether there are always as many.
    package var isFixed: Bool { least == most }
}

extension WorkerCounts: ExpressibleByIntegerLiteral, CustomStringConvertible {
    package init(integerLiteral value: Int) { self.init(from: value, to: value) }

    package var description: String { isFixed ? "\(most)" : "\(least) to \(most)" }
}
