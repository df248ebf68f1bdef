/// What a credential was narrowed to when it was made: datasets and protocols; nothing it names widens what its owner may
/// see.
///
/// As a text, such as `datasets=air,obs-*;protocols=wms`, it goes with a token, into a signed address, and from the
/// worker that checked the credential through nginx to the one that answers.
package struct Scope: Sendable, Hashable {
    /// Names of datasets, a `*` standing for any characters; nil is all.
    package let datasets: [String]?
    /// Names of protocols as first segments of paths have them, such as `wms`; nil is all.
    package let protocols: [String]?

    package init(datasets: [String]? = nil, protocols: [String]? = nil) {
        self.datasets = datasets
        self.protocols = protocols
    }

    /// Narrows nothing.
    package static let whole = Scope()

    /// - Returns: nil for a text that is no scope: whoever meets one lets nobody in.
    package init?(text: String) {
        var parts: [Substring: [String]] = [:]
        for part in text.split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, ["datasets", "protocols"].contains(sides[0]) else { return nil }
            let names = sides[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard names.allSatisfy(Self.isName), parts.updateValue(names, forKey: sides[0]) == nil else {
                return nil
            }
        }
        self.init(datasets: parts["datasets"], protocols: parts["protocols"])
    }

    /// Empty where nothing is narrowed.
    package var text: String {
        [("datasets", datasets), ("protocols", protocols)].compactMap { key, names in
            names.map { "\(key)=\($0.joined(separator: ","))" }
        }.joined(separator: ";")
    }

    /// The characters of dataset names, and `*`.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte)
                    || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*")].contains(byte)
            }
    }
}
