internal import Grids
package import Maps

/// What an operator says of all WMS of a site.
package struct WMSSettings: Sendable {
    /// Whom to ask about the service (OGC 06-042, section 7.2.4.3); texts are empty where nothing is said.
    package struct Contact: Sendable, Equatable {
        /// Both or neither.
        package var person = ""
        package var organization = ""
        package var position = ""
        package var address = ""
        package var city = ""
        package var region = ""
        package var postcode = ""
        package var country = ""
        package var telephone = ""
        package var email = ""

        package init() {}

        var hasAddress: Bool { [address, city, region, postcode, country].contains { !$0.isEmpty } }
    }

    /// Who provides the data (section 7.2.4.6.12).
    package struct Attribution: Sendable, Equatable {
        package let title: String
        package let url: String?

        package init(title: String, url: String?) {
            (self.title, self.url) = (title, url)
        }
    }

    package static let layerLimits = 1...16
    package static let frameLimits = 1...1000

    /// The systems in which pictures are offered, beside the data's own.
    private(set) var systems = MapSystems()
    /// More layers than this in one picture are refused; advertised as LayerLimit.
    package var layerLimit = layerLimits.upperBound
    /// How cells become pixels where a request does not say it.
    package var resampling = ResamplingChoice.nearest
    /// More pictures than this in one animation are refused.
    package var animationFrames = 100
    package var fees = "none"
    package var accessConstraints = "none"
    package var contact: Contact?
    package var attribution: Attribution?

    package init() {}

    /// Codes of the systems that are offered where nobody says which.
    package static var usualSystems: [String] { MapSystems.usual }
    package static var mostSystems: Int { MapSystems.most }

    /// Offers the systems of some codes, in this order, and no others but those of the world.
    package mutating func offer(systems codes: [String]) { systems = MapSystems(codes) }

    /// Why a system is not offered, in words; nil for one that can be.
    package static func problem(ofSystem code: String) -> String? { MapSystems.problem(of: code) }
}
