internal import Catalogue
internal import Cube
internal import Execution
internal import Gateway
internal import JSON
internal import Serving

/// The layers of all datasets that the asker may see, as far as they fit into one document (ncWMS: `item=menu` of `/wms`).
struct SiteMenu {
    let catalogue: CatalogueView
    let parameters: WMSParameters

    func response(context: WorkContext) throws -> Response {
        let start = parameters[SiteCapabilities.cursorName]
        if let start, !DatasetAddress.isValidID(start) {
            throw WMSError(nil, "CURSOR='\(start.prefix(80))' is no address of this menu.")
        }
        let walk = SiteWalk(catalogue)
        // One of them alone, by ncWMS's parameter.
        let only = parameters["DATASET"]
        var menus: [JSONValue] = []
        var next: String?
        if let only {
            let address = try DatasetAddress(only)
            try catalogue.check(address)
            let dataset = try catalogue.dataset(at: address, context: context)
            menus.append(LayerMenu(dataset, prefix: address.text + "/").json)
        } else {
            next = try walk.forEach(from: start, context) { id, looks in
                guard let menu = try self.menu(of: DatasetAddress(id: id), walk, &looks, context) else {
                    return 0
                }
                menus.append(menu)
                return menu.bytes.count
            }
        }
        var document = JSONObject([("label", "Maps"), ("plottable", false), ("children", .array(menus))])
        // Where the rest is, by the parameter of that name.
        if let next { document["cursor"] = .string(next) }
        let bytes = JSONValue.object(document).bytes
        var response = Response(contentType: MetadataAnswer.mediaType, body: .bytes(bytes))
        response.entityTag = ContentDigest.text(of: bytes)
        response.fields["Cache-Control"] = "no-cache"
        return response
    }

    /// The menu of a dataset or group with those of the groups below it; nil where nothing can be drawn.
    private func menu(
        of address: DatasetAddress,
        _ walk: SiteWalk,
        _ looks: inout Int,
        _ context: WorkContext
    )
        throws -> JSONValue?
    {
        try walk.look(at: address, &looks, context) { dataset, looks in
            var below: [JSONValue] = []
            for child in dataset.children where walk.mayLook(looks) {
                if let menu = try menu(of: child, walk, &looks, context) { below.append(menu) }
            }
            guard !below.isEmpty || !MapLayers.all(of: dataset).isEmpty else { return nil }
            return LayerMenu(dataset, prefix: address.text + "/", below: below).json
        }
    }
}
