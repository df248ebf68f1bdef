extension StoreOpener {
    /// Takes a location apart as opening it would, without looking for credentials or at what is there.
    ///
    /// - Throws: `StoreLocationError` for a text that can be no location, whatever its profile says.
    package static func check(_ location: String) throws(StoreLocationError) {
        let location = ZipLocation(location)?.parent ?? location
        guard !location.isEmpty else { throw .empty }
        guard let scheme = StoreLocation.scheme(of: location) else { return }
        switch StoreAddress.canonical(scheme: scheme[...]) {
        case "file": _ = try path(ofFile: location)
        case "s3", "gs": _ = try S3Location(location)
        case "az":
            // A profile or a variable may name the account.
            _ = try AzureLocation(location, account: "account", endpoint: nil)
        case "http", "https":
            guard HTTPLocation(location) != nil else {
                throw .malformed(location: StoreLocation.shown(location))
            }
        default: throw .unknownScheme(scheme, location: StoreLocation.shown(location))
        }
    }
}
