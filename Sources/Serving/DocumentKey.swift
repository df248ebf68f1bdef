package import Cube

/// Everything that decides the bytes of a document: no two that differ have the same key.
///
/// The snapshot stands for all that was read; where it does not (`DatasetVersion.coversData`), `DocumentOrigins` are
/// compared too. Neither holds the clock: defaults that move with it are `defaults`, and the windows of a policy are
/// part of the dataset's identity as the indices that they leave.
package struct DocumentKey: Hashable, Sendable {
    private let dataset: DatasetIdentity
    private let address: String
    private let kind: String
    private let base: String
    private let defaults: [Int]

    /// Of a document about `dataset`.
    ///
    /// `kind` says protocol, document, version and form, such as `wms capabilities 1.3.0`; `base` is what the document's
    /// links begin with, empty for one without links; `defaults` are the positions of moving defaults that it names.
    package init(_ kind: String, of dataset: Dataset, base: String = "", defaults: [Int] = []) {
        self.dataset = dataset.identity
        address = dataset.address.text
        self.kind = kind
        self.base = base
        self.defaults = defaults
    }

    /// Bytes that it takes in memory, about.
    var byteCount: Int {
        [address, kind, base].reduce(8 * defaults.count + dataset.byteCount) { $0 + $1.utf8.count }
    }
}
