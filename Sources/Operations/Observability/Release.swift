/// Which release this is.
enum Release {
    /// The version in the changelog that comes next, until it is out.
    static let version = "0.1.0-dev"
}
