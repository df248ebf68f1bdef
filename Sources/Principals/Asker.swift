/// Who is counted as one when it comes to how much somebody asks for: a person or service that has signed in, or else the
/// address that strangers come from.
package struct Asker: Sendable, Hashable {
    /// Nil for a stranger.
    package let name: String?
    /// Of IPv6 the first 64 bits; nil where nobody says from where a request comes.
    package let address: String?

    /// `address`: as nginx knows it.
    package init(_ principal: Principal, address: String?) {
        name = principal.name
        // nginx's word for whoever comes through a unix socket: a balancer, and not its client.
        self.address = address.flatMap { $0 == "unix:" ? nil : ClientAddress($0).text }
    }

    /// The same for two requests of one asker; nil for a stranger from nowhere, of whom nothing can be counted.
    package var text: String? {
        name.map { "user \($0)" } ?? addressText
    }

    /// The same for two requests from one address, whoever sends them.
    package var addressText: String? { address.map { "address \($0)" } }
}
