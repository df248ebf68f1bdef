package import Cube
package import Principals

/// One rule of a configuration: some datasets, who they are for, and what of them.
package struct AccessRule: Sendable, Equatable {
    package typealias Subject = Audience

    package let datasets: [NamePattern]
    /// Nobody when it is empty: such a rule fits all, and closes its datasets to them.
    package let subjects: [Subject]
    package let window: Policy
    /// Where it is written, counted from 1.
    package let line: Int?

    package init(
        datasets: [NamePattern],
        subjects: [Subject],
        window: Policy = .unrestricted,
        line: Int? = nil
    ) {
        self.datasets = datasets
        self.subjects = subjects
        self.window = window
        self.line = line
    }

    /// Whether it lets nobody see its datasets.
    package var closes: Bool { subjects.isEmpty }

    package func fits(_ principal: Principal) -> Bool {
        closes || subjects.contains { $0.fits(principal) }
    }

    package func names(_ dataset: String) -> Bool {
        datasets.contains { $0.matches(dataset) }
    }
}
