internal import Maps

/// SLD_BODY (OGC 05-078r4, section 6.3): a style that the request brings along, for a picture of one layer.
extension StyledLayer {
    /// - Throws: `WMSError`, also for SLD, which is an address: nothing is fetched for a request.
    init?(_ parameters: WMSParameters, layers: [String]) throws(WMSError) {
        guard parameters["SLD"] == nil else {
            throw WMSError(nil, "SLD is an address, and nothing is fetched: send the document as SLD_BODY.")
        }
        guard let text = parameters["SLD_BODY"] else { return nil }
        guard layers.count == 1, let layer = layers.first else {
            throw WMSError(nil, "SLD_BODY is for pictures of one layer, not of \(layers.count).")
        }
        do throws(ColourMapRefusal) {
            try self.init(text)
        } catch {
            throw WMSError(nil, "SLD_BODY is not understood: \(error).")
        }
        // Where all datasets have one address a layer is called by its dataset too.
        guard names.isEmpty || names.contains(where: { $0 == layer || $0.hasSuffix("/\(layer)") }) else {
            let known = names.prefix(4).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
            throw WMSError(nil, "SLD_BODY is for \(known), and the layer is '\(layer.prefix(80))'.")
        }
    }
}

extension StyledLayer {
    /// Percent that is left of what is asked for, unless it is in the colours already.
    func applied(to percent: Int) -> Int {
        map == nil ? Int((Double(percent) * opacity).rounded()) : percent
    }

    /// The Warning fields of what has no effect.
    var warnings: [String] { idle.map { "199 - \"SLD_BODY: \($0) has no effect here\"" } }
}
