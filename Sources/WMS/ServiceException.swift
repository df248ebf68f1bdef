internal import Gateway
internal import Maps

/// Errors as WMS words them: a ServiceExceptionReport (OGC 06-042, annex E), or a picture where that was requested.
struct ServiceException {
    let error: WMSError
    let parameters: WMSParameters?

    /// How a GetMap or GetLegendGraphic wants its errors.
    private enum Manner {
        case xml, inImage, blank
    }

    var response: Response {
        switch manner {
        case .xml: document
        case .inImage: picture(message: error.text) ?? document
        case .blank: picture(message: nil) ?? document
        }
    }

    private var manner: Manner {
        // In a picture no client would see that it has to sign in, or to wait.
        guard error.status != 401, error.status != 429 else { return .xml }
        guard let parameters, let request = parameters["REQUEST"], ["GetMap", "map"].contains(request),
            // In a format that is not offered there are no errors either.
            error.code != .invalidFormat
        else { return .xml }
        switch parameters["EXCEPTIONS"]?.uppercased() {
        case "INIMAGE", "APPLICATION/VND.OGC.SE_INIMAGE": return .inImage
        case "BLANK", "APPLICATION/VND.OGC.SE_BLANK": return .blank
        default: return .xml
        }
    }

    private var document: Response {
        let version = parameters?.version ?? .v1_3_0
        let type = version == .v1_3_0 ? "text/xml" : "application/vnd.ogc.se_xml"
        return Response(status: error.status, contentType: type, text: Self.report(error, version: version))
    }

    private static func report(_ error: WMSError, version: WMSVersion) -> String {
        let isLatest = version == .v1_3_0
        var xml = XMLText(doctype: isLatest ? nil : doctype)
        let schema = "http://www.opengis.net/ogc http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd"
        xml.element(
            "ServiceExceptionReport",
            [
                "version": version.rawValue,
                "xmlns": isLatest ? "http://www.opengis.net/ogc" : nil,
                "xmlns:xsi": isLatest ? "http://www.w3.org/2001/XMLSchema-instance" : nil,
                "xsi:schemaLocation": isLatest ? schema : nil,
            ]
        ) { xml in
            xml.element("ServiceException", ["code": error.code?.text(in: version)], text: error.text)
        }
        return xml.text
    }

    private static let doctype =
        #"<!DOCTYPE ServiceExceptionReport SYSTEM "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd">"#

    /// A picture of the requested size and format; nil when those are what is wrong.
    private func picture(message: String?) -> Response? {
        guard let parameters, let frame = try? PictureFrame(parameters),
            let file = MessagePicture(message, frame: frame).file
        else { return nil }
        // A picture is what the client asked errors to be: with an error status it would never show it.
        var response = Response(contentType: frame.format.mediaType, body: .bytes(file))
        response.fields["Cache-Control"] = "no-store"
        return response
    }
}
