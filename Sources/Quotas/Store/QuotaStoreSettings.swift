/// Where the hosts of a site tell each other what was used: a server that speaks Redis' protocol.
package struct QuotaStoreSettings: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        case tcp(host: String, port: Int)
        /// The path of a socket.
        case unix(String)
    }

    package var place: Place
    /// Nil for servers that know no users.
    package var username: String?
    package var passwordFile: String?
    package var database = 0
    /// What all names of this site's records begin with.
    package var prefix = "sluice:"
    /// Hosts that count there: each has its part where the store does not answer.
    package var hosts = 1

    package init(place: Place) {
        self.place = place
    }
}
