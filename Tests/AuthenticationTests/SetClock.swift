import Execution
import Synchronization

@testable import Authentication

/// A clock that goes when a test says so.
final class SetClock: Sendable {
    private let seconds = Mutex(1000.0)
    /// 2026-11-30, in seconds since 1970, when it is at zero.
    static let start = 1_796_000_000

    var date: Int { Self.start + Int(seconds.withLock { $0 }) }

    func pass(seconds more: Double) { seconds.withLock { $0 += more } }

    var timepiece: Timepiece {
        Timepiece(
            now: { [self] in Deadline(nanoseconds: UInt64(seconds.withLock { $0 } * 1e9)) },
            date: { [self] in date }
        )
    }
}

/// What somebody was told, in its order.
final class Told: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
}

extension WorkContext {
    static var test: WorkContext { .background(seconds: 30) }
}
