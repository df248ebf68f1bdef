import Execution
import Glibc
import Principals
import TestSupport
import Testing

@testable import Authentication

@Suite struct AttemptsTests {
    private let clock = SetClock()

    private func attempts(_ table: AttemptTable = AttemptTable()) -> Attempts {
        Attempts(table: table, timepiece: clock.timepiece)
    }

    @Test func fiveMistakesCostNothingAndThenPausesDouble() {
        let attempts = attempts()
        for _ in 0..<4 {
            attempts.hasFailed(address: "192.0.2.1", user: "alice")
            #expect(attempts.pause(address: "192.0.2.1", user: "alice") == nil)
        }
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            attempts.hasFailed(address: "192.0.2.1", user: "someone\(seconds)")
            #expect(attempts.pause(address: "192.0.2.1", user: "other") == seconds)
            clock.pass(seconds: Double(seconds) - 0.5)
            #expect(attempts.pause(address: "192.0.2.1", user: "other") == 1)
            clock.pass(seconds: 0.5)
            #expect(attempts.pause(address: "192.0.2.1", user: "other") == nil)
        }
    }

    @Test func whatIsLongAgoIsForgotten() {
        let attempts = attempts()
        for _ in 0..<20 { attempts.hasFailed(address: "192.0.2.1", user: "alice") }
        clock.pass(seconds: 899)
        attempts.hasFailed(address: "192.0.2.1", user: "alice")
        #expect(attempts.pause(address: "192.0.2.1", user: "alice") == 60)
        clock.pass(seconds: 900)
        attempts.hasFailed(address: "192.0.2.1", user: "alice")
        #expect(attempts.pause(address: "192.0.2.1", user: "alice") == nil)
    }

    /// Five hundred addresses guess one name: each of them is slowed after its first failure.
    @Test func guessesFromManyAddressesAreSlowed() {
        let attempts = attempts()
        for number in 0..<500 {
            attempts.hasFailed(address: "10.0.\(number / 250).\(number % 250)", user: "alice")
        }
        #expect(attempts.pause(address: "10.0.0.7", user: "alice") == 60)
        #expect(attempts.pause(address: "10.0.0.7", user: "bob") == nil)
    }

    /// Whatever others do, the first try from a clean address is looked at, and the next one within a minute of one's own.
    @Test func nobodyIsLockedOutByOthers() {
        let attempts = attempts()
        func attack() {
            for number in 0..<50 { attempts.hasFailed(address: "10.0.0.\(number)", user: "alice") }
        }
        attack()
        #expect(attempts.pause(address: "192.0.2.1", user: "alice") == nil)
        attempts.hasFailed(address: "192.0.2.1", user: "alice")
        for _ in 0..<6 {
            attack()
            #expect(attempts.pause(address: "192.0.2.1", user: "alice") != nil)
            clock.pass(seconds: 10)
        }
        attack()
        #expect(attempts.pause(address: "192.0.2.1", user: "alice") == nil)
    }

    @Test func tokensAndPasswordsAreCountedApart() {
        let attempts = attempts()
        for _ in 0..<8 { attempts.hasFailed(bearerFrom: "192.0.2.1") }
        #expect(attempts.pause(bearerFrom: "192.0.2.1") == 8)
        #expect(attempts.pause(bearerFrom: "192.0.2.2") == nil)
        #expect(attempts.pause(address: "192.0.2.1", user: "alice") == nil)
    }

    /// Networks by Python's `ipaddress`; spellings of one address are one.
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:201", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"), ("::1", "0:0:0:0::/64"),
        ("fe80::1%eth0", "fe80:0:0:0::/64"), ("unix:", "unix:"), ("", ""),
    ]) func addressesAreNetworks(_ address: String, _ network: String) {
        #expect(ClientAddress(address).text == network)
    }

    /// Of a flood the table keeps those who failed most, and a flood of names drives out no address.
    @Test func aFloodDrivesOutNobodyWhoMatters() {
        let attempts = attempts()
        for _ in 0..<7 { attempts.hasFailed(address: "192.0.2.1", user: "alice") }
        for number in 0..<5000 { attempts.hasFailed(address: "192.0.2.77", user: "user\(number)") }
        for number in 0..<5000 {
            attempts.hasFailed(address: "10.\(number >> 8).\(number & 255).1", user: "mallory")
        }
        #expect(attempts.pause(address: "192.0.2.1", user: "bob") == 4)
        #expect(attempts.pause(address: "192.0.2.77", user: "bob") == 60)
    }

    @Test func processesShareATable() throws {
        let folder = TemporaryFolder()
        folder.write("", to: "table")
        let descriptor = open("\(folder.path)/table", O_RDWR)
        defer { close(descriptor) }
        #expect(AttemptTable(descriptor: descriptor) == nil)
        AttemptTable.prepare(try #require(SharedMemory(sizing: descriptor, bytes: AttemptTable.bytes)))
        let one = attempts(try #require(AttemptTable(descriptor: descriptor)))
        let other = attempts(try #require(AttemptTable(descriptor: descriptor)))
        for _ in 0..<3 { one.hasFailed(address: "192.0.2.1", user: "alice") }
        for _ in 0..<3 { other.hasFailed(address: "192.0.2.1", user: "alice") }
        #expect(one.pause(address: "192.0.2.1", user: "bob") == 2)
        #expect(other.pause(address: "192.0.2.1", user: "bob") == 2)
        #expect(attempts().pause(address: "192.0.2.1", user: "bob") == nil)
    }
}
