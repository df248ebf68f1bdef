/// A form in which a protocol hands values over, as rules of access name it.
package struct ValueForm: Sendable, Equatable {
    package let name: String
    /// Other names that mean it.
    package let aliases: [String]
    /// Whether a protocol can be served with it alone; false for what is told beside something else.
    package let suffices: Bool

    package init(name: String, aliases: [String] = [], suffices: Bool = true) {
        self.name = name
        self.aliases = aliases
        self.suffices = suffices
    }
}
