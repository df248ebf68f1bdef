/// What a client is told that must say who it is (RFC 9110, section 11.6.1).
///
/// Both schemes, each in a field of its own: netCDF-C, GDAL, curl's `--anyauth` and browsers send a password only where
/// `Basic` is named.
enum Challenge {
    private static let schemes = [#"Basic realm="sluice", charset="UTF-8""#, #"Bearer realm="sluice""#]

    static func add(to fields: inout HTTPFields) {
        guard fields["WWW-Authenticate"] == nil else { return }
        for scheme in schemes { fields.append("WWW-Authenticate", scheme) }
    }
}
