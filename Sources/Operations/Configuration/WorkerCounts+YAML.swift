internal import Yams

extension WorkerCounts {
    static let keys = ["min", "max", "calm_seconds", "max_age"]
    static let calmRange = 0.1...86_400.0
    static let ageRange = 1.0...31_536_000.0

    /// The value of `workers`: a number, or a mapping; nil where it is not given.
    init?(_ server: StrictMapping, usual: WorkerCounts) throws(ConfigurationError) {
        guard let node = server.node("workers") else { return nil }
        guard node.mapping != nil else {
            guard let number = node.scalar.flatMap({ Int($0.string) }), Self.range.contains(number) else {
                let (low, high) = (Self.range.lowerBound, Self.range.upperBound)
                throw server.error(
                    "workers",
                    "must be a whole number from \(low) to \(high), or a mapping with min and max"
                )
            }
            self.init(from: number, to: number)
            return
        }
        guard let mapping = try server.mapping("workers", keys: Self.keys) else { return nil }
        let most = try mapping.integer("max", in: Self.range)
        let least = try mapping.integer("min", in: Self.range) ?? min(usual.least, most ?? usual.least)
        self.init(from: least, to: most ?? max(least, usual.most))
        guard self.least <= self.most else { throw mapping.error("max", "must not be less than min") }
        calmSeconds = try mapping.seconds("calm_seconds", in: Self.calmRange) ?? calmSeconds
        maxAgeSeconds = try mapping.seconds("max_age", in: Self.ageRange)
    }
}
