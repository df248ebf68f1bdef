internal import Maps
internal import WMS

extension WMSSettings {
    static let table: [KeyDescription] = {
        let usual = WMSSettings()
        return [
            KeyDescription(
                "crs",
                .either([.texts]),
                "Reference systems in which maps are offered, beside EPSG:4326, CRS:84, EPSG:3857 and the data's own",
                "[\(usualSystems.joined(separator: ", "))]"
            ),
            KeyDescription(
                "layer_limit",
                .integer(layerLimits),
                "Layers of one picture",
                "\(usual.layerLimit)"
            ),
            KeyDescription(
                "resampling",
                .choice(ResamplingChoice.allCases.map(\.rawValue)),
                "How cells become pixels where a request does not say it",
                usual.resampling.rawValue
            ),
            KeyDescription(
                "animation_frames",
                .integer(frameLimits),
                "Pictures of one animation",
                "\(usual.animationFrames)"
            ),
            KeyDescription("fees", .text, "What use costs", usual.fees),
            KeyDescription(
                "access_constraints",
                .text,
                "What binds those who use it",
                usual.accessConstraints
            ),
            KeyDescription("contact", .mapping(Contact.table), "Whom to ask about the service", ""),
            KeyDescription("attribution", .mapping(Attribution.table), "Who provides the data", ""),
        ]
    }()
}

extension WMSSettings.Contact {
    static let table = [
        KeyDescription("person", .text, "With organization", "A. Nemo"),
        KeyDescription("organization", .text, "With person", "Office of Weather"),
        KeyDescription("position", .text, "What that person is there", "Data desk"),
        KeyDescription("address", .text, "Street and number", "1 Main Street"),
        KeyDescription("city", .text, "Part of the address", "Springfield"),
        KeyDescription("region", .text, "State or province", "North"),
        KeyDescription("postcode", .text, "Part of the address", "A1"),
        KeyDescription("country", .text, "Part of the address", "Utopia"),
        KeyDescription("telephone", .text, "A number", "+1 555 0100"),
        KeyDescription("email", .text, "An address", "data@example.org"),
    ]
}

extension WMSSettings.Attribution {
    static let table = [
        KeyDescription("title", .text, "How the provider is called", "Office of Weather", isNeeded: true),
        KeyDescription("url", .text, "Where more is said", "https://example.org"),
    ]
}
