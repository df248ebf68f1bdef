internal import Execution

/// A window that slides, made of two that do not: of the one before as much counts as the sliding one still covers.
struct SlidingWindow: Sendable, Equatable {
    /// Of the window now.
    var current = Use()
    /// Of the one before.
    var before = Use()
    /// Nanoseconds of a window, and since the one now began.
    let length, elapsed: UInt64

    /// What counts now.
    func used(_ unit: UseUnit) -> UInt64 {
        Use.sum(current[unit], Self.part(before[unit], Double(left) / Double(max(length, 1))))
    }

    var used: Use {
        UseUnit.allCases.reduce(into: Use()) { $0[$1] = used($1) }
    }

    private var left: UInt64 { length > elapsed ? length - elapsed : 0 }

    /// Nanoseconds until `amount` more stays within `limit`; nil where it never does.
    func wait(for amount: UInt64, of unit: UseUnit, limit: UInt64) -> UInt64? {
        guard amount <= limit else { return nil }
        let (room, now, past) = (limit - amount, current[unit], before[unit])
        guard used(unit) > room else { return 0 }
        if now <= room {
            // The part of the window before that may still count.
            let part = Double(room - now) / Double(max(past, 1))
            return left - min(left, Self.part(length, part)) + Self.slack
        }
        // In the next window this one is the one before.
        return left + length - min(length, Self.part(length, Double(room) / Double(now))) + Self.slack
    }

    /// Past what rounding could make of the moment.
    private static let slack: UInt64 = 1_000_000

    /// Nanoseconds until something of what was used counts no more.
    func reset(_ unit: UseUnit) -> UInt64 {
        if before[unit] > 0 || current[unit] == 0 { return left }
        return Use.sum(left, length)
    }

    /// Rounded up, as what was used shall not count for less.
    private static func part(_ amount: UInt64, _ part: Double) -> UInt64 {
        guard part > 0 else { return 0 }
        let product = (Double(amount) * min(part, 1)).rounded(.up)
        return product < 1.8e19 ? UInt64(product) : .max
    }
}
