internal import Glibc

/// The folder with larger test data that `SLUICE_TEST_DATA` names; tests that need it are skipped by name without it.
package enum SharedData {
    package static let path: String? = getenv("SLUICE_TEST_DATA").map { String(cString: $0) }
    package static var isThere: Bool { path != nil }
}
