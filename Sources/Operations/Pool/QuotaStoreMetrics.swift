internal import Quotas

/// How the store of quotas does, for Prometheus.
enum QuotaStoreMetrics {
    static func text(_ table: UseTable) -> String {
        let name = "sluice_quota_store_up"
        return "# HELP \(name) Whether the store in which hosts count together answers: 1, or 0.\n"
            + "# TYPE \(name) gauge\n"
            + "\(name) \(table.storeState == .up ? 1 : 0)\n"
    }
}
