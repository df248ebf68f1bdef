/// What a group takes over from those above it, so that it can be read without them (CF 1.11, section 2.7; xarray's
/// DataTree).
struct Inheritance: Sendable {
    /// In the order in which they are found: coordinates first, then what is referred to.
    let arrays: [StoredVariable]
    /// Names of those of them that are data where they come from.
    let data: Set<String>

    init(arrays: [StoredVariable] = [], data: Set<String> = []) {
        self.arrays = arrays
        self.data = data
    }
}
