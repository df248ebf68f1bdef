internal import Gateway
internal import Portal

/// Everything that one worker serves.
struct Site {
    let services: [any Service]

    init(configuration: Configuration) {
        let catalogue = NoDatasets()
        services = [
            HealthService(datasets: catalogue)
        ]
    }
}
