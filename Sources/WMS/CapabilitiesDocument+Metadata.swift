/// Who provides service and data, and where more is said of them (OGC 06-042, sections 7.2.4.3 and 7.2.4.6).
extension CapabilitiesDocument {
    func writeAttribution(_ xml: inout XMLText) {
        guard let attribution = settings.attribution else { return }
        xml.element("Attribution") { xml in
            xml.element("Title", text: attribution.title)
            if let url = attribution.url { writeLink(&xml, url) }
        }
    }

    /// The dataset's own page; 1.1.1 knows two standards of metadata alone, neither of which it follows.
    func writeMetadataLink(_ xml: inout XMLText) {
        guard isLatest, let page else { return }
        xml.element("MetadataURL", ["type": "other"]) { xml in
            xml.element("Format", text: "text/html")
            writeLink(&xml, page + "?f=html")
        }
    }
}

extension WMSSettings.Contact {
    func write(_ xml: inout XMLText) {
        xml.element("ContactInformation") { xml in
            if !person.isEmpty {
                xml.element("ContactPersonPrimary") { xml in
                    xml.element("ContactPerson", text: person)
                    xml.element("ContactOrganization", text: organization)
                }
            }
            if !position.isEmpty { xml.element("ContactPosition", text: position) }
            if hasAddress {
                xml.element("ContactAddress") { xml in
                    xml.element("AddressType", text: "postal")
                    xml.element("Address", text: address)
                    xml.element("City", text: city)
                    xml.element("StateOrProvince", text: region)
                    xml.element("PostCode", text: postcode)
                    xml.element("Country", text: country)
                }
            }
            if !telephone.isEmpty { xml.element("ContactVoiceTelephone", text: telephone) }
            if !email.isEmpty { xml.element("ContactElectronicMailAddress", text: email) }
        }
    }
}
