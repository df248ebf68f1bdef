internal import CF
internal import JSON

/// The axes: time, pressure, latitudes and longitudes.
extension DemoStore {
    var coordinates: [DemoArray] { [time, level] + horizontal }

    private var time: DemoArray {
        let start = TimeText.text(milliseconds: world.grid.start, calendar: .standard)
        return DemoArray(
            "time",
            [("time", world.grid.hours.count)],
            dataType: "int32",
            fillValue: 0,
            attributes: [
                ("standard_name", "time"), ("long_name", "Time"), ("axis", "T"), ("calendar", "standard"),
                ("units", .string("hours since \(start)")),
            ]
        )
    }

    private var level: DemoArray {
        DemoArray(
            "level",
            [("level", world.grid.levels.count)],
            dataType: "float64",
            fillValue: 0,
            attributes: [
                ("standard_name", "air_pressure"), ("long_name", "Pressure"), ("axis", "Z"), ("units", "hPa"),
                ("positive", "down"),
            ]
        )
    }

    private var horizontal: [DemoArray] {
        [
            DemoArray(
                "lat",
                [space[0]],
                dataType: "float64",
                fillValue: 0,
                attributes: [
                    ("standard_name", "latitude"), ("long_name", "Latitude"), ("axis", "Y"),
                    ("units", "degrees_north"),
                ]
            ),
            DemoArray(
                "lon",
                [space[1]],
                dataType: "float64",
                fillValue: 0,
                attributes: [
                    ("standard_name", "longitude"), ("long_name", "Longitude"), ("axis", "X"),
                    ("units", "degrees_east"),
                ]
            ),
        ]
    }

    func writeCoordinates(to directory: ZarrDirectory) throws(DemoStoreError) {
        try directory.write(chunk: world.grid.hours.map { Int32($0) }, at: [0], array: "time")
        try directory.write(chunk: world.grid.levels, at: [0], array: "level")
        try directory.write(chunk: world.grid.latitudes, at: [0], array: "lat")
        try directory.write(chunk: world.grid.longitudes, at: [0], array: "lon")
    }
}
