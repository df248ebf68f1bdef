/// Units as people write them, made readable for udunits (digest: cf.md, section 17).
///
/// udunits takes `C` for coulomb, `h` for hour and `M` for mega; what a text means depends on what is measured.
package enum UnitText {
    /// A text that udunits reads as what was meant; nil for one that says nothing: `-`, `none`, `unitless`.
    package static func cleaned(_ text: String, isTemperature: Bool) -> String? {
        let words = text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        let lower = words.lowercased()
        if nothing.contains(lower) { return nil }
        if celsius.contains(lower) || isTemperature && lower == "c" { return "degC" }
        if fahrenheit.contains(lower) || isTemperature && lower == "f" { return "degF" }
        if isTemperature, lower == "k" { return "K" }
        return others[lower] ?? words
    }

    private static let nothing: Set<String> = ["", "-", "none", "unitless", "unknown", "n/a"]
    private static let celsius: Set<String> = [
        "degrees celsius", "degree celsius", "degrees_celsius", "degree_celsius", "deg celsius", "deg c",
        "deg_c",
        "degc", "degrees c", "degrees_c", "degree c", "degree_c", "celsius", "°c",
    ]
    private static let fahrenheit: Set<String> = [
        "degrees fahrenheit", "degree fahrenheit", "degrees_fahrenheit", "degree_fahrenheit", "deg f",
        "deg_f",
        "degf", "degrees f", "degrees_f", "degree f", "degree_f", "fahrenheit", "°f",
    ]
    /// By the text in lower case.
    private static let others: [String: String] = [
        "degk": "K", "deg k": "K", "deg_k": "K", "degrees kelvin": "K", "degrees_kelvin": "K",
        "degree_kelvin": "K",
        "kts": "knot", "kt": "knot", "kn": "knot", "knots": "knot",
        "kelvin": "K", "kelvins": "K",
        "mb": "millibar", "mbs": "millibar", "mbar": "millibar", "hpa": "hPa", "pa": "Pa", "kpa": "kPa",
        "m/s": "m s-1", "meter second-1": "m s-1", "m*s**-1": "m s-1", "m s-1": "m s-1",
        "m s**-1": "m s-1", "m s^-1": "m s-1", "m.s-1": "m s-1", "m/sec": "m s-1", "meters/second": "m s-1",
        "meter/second": "m s-1", "meters per second": "m s-1", "metre second-1": "m s-1", "m sec-1": "m s-1",
        "percent": "%", "pct": "%",
        "gpm": "m", "gp m": "m", "geopotential meters": "m", "geopotential_meters": "m",
        "octa": "0.125", "octas": "0.125", "okta": "0.125", "oktas": "0.125",
        "psu": "0.001",
        "mm/h": "mm hour-1", "mm/hr": "mm hour-1", "mm h-1": "mm hour-1", "mph": "mile/hour",
    ]
}
