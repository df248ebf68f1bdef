internal import CF
internal import Grids
internal import JSON

/// What attributes say of a division of the sphere into pixels (CF 1.13, appendix F; digest: cf.md, section 13), and what
/// was written before there was a convention.
struct HEALPixStatement {
    /// Pixels along the side of a face; nil where that is not said.
    private(set) var side: Int?
    private(set) var order: HEALPixDivision.Order?
    /// Numbers that tell levels too.
    private(set) var numbering: HEALPixNumbering?
    /// Whether the word HEALPix, or an attribute of its own, stands anywhere.
    private(set) var isNamed = false
    /// The dimension and the list of numbers that a `dggs` names.
    private(set) var dimension: String?
    private(set) var coordinate: String?
    /// What says something that cannot be, and what it says.
    private(set) var unusable: (attribute: String, written: String)?

    /// The holders of attributes, what is nearer to the data last: it counts.
    init(_ holders: [CFAttributes]) {
        for holder in holders {
            if let dggs = holder.object["dggs"]?.objectValue.map(CFAttributes.init) {
                read(dggs, isNested: true)
            }
            read(holder, isNested: false)
        }
    }

    private mutating func read(_ holder: CFAttributes, isNested: Bool) {
        let names = [isNested ? "name" : "grid_mapping_name", "grid_name"].compactMap {
            holder.text($0)?.lowercased()
        }
        let hasOwn = ["healpix_nside", "healpix_order", "healpix_level"].contains { holder.object[$0] != nil }
        let isNamedHere = hasOwn || names.contains { $0.hasPrefix("healpix") }
        let hasSide = ["nside", "NSIDE"].contains { holder.object[$0] != nil }
        guard isNamedHere || hasSide else { return }
        isNamed = isNamed || isNamedHere
        readSide(holder, isNamedHere)
        for name in ["order", "ORDERING", "ordering", "healpix_order", "healpix_scheme", "indexing_scheme"] {
            if let word = holder.text(name), !read(word) { refuse(name, of: holder) }
        }
        guard isNested else { return }
        (dimension, coordinate) = (holder.text("spatial_dimension"), holder.text("coordinate"))
    }

    private mutating func readSide(_ holder: CFAttributes, _ isNamed: Bool) {
        for name in ["NSIDE", "nside", "healpix_nside"] where holder.object[name] != nil {
            guard let number = holder.number(name), let side = Int(exactly: number),
                HEALPixDivision(side: side, order: .ring) != nil
            else {
                refuse(name, of: holder)
                continue
            }
            self.side = side
        }
        for name in ["level", "healpix_level", "healpix_order", "refinement_level"] where isNamed {
            // `healpix_order` is a level where it is a number, and the order of the numbers where it is a word.
            guard let number = holder.number(name) else {
                if name == "refinement_level", holder.object[name] != nil { refuse(name, of: holder) }
                continue
            }
            guard let level = Int(exactly: number),
                let division = HEALPixDivision(level: level, order: .nested)
            else {
                refuse(name, of: holder)
                continue
            }
            if let side, side != division.side,
                holder.object["nside"] != nil || holder.object["healpix_nside"] != nil
            {
                refuse(name, of: holder)
            }
            side = division.side
        }
    }

    private mutating func refuse(_ name: String, of holder: CFAttributes) {
        let value = holder.object[name] ?? .null
        let text = value.stringValue ?? String(decoding: value.bytes, as: UTF8.self)
        unusable = (name, DisplayText.title(text))
    }

    /// Whether a word names an order, or a level that is read elsewhere.
    private mutating func read(_ word: String) -> Bool {
        switch word.lowercased() {
        case let word where word.hasPrefix("nest"): (order, numbering) = (.nested, nil)
        case let word where word.hasPrefix("ring"): (order, numbering) = (.ring, nil)
        case "nuniq", "unique": (order, numbering) = (nil, .nuniq)
        case "zuniq": (order, numbering) = (nil, .zuniq)
        case let word where Int(word) != nil: break
        default: return false
        }
        return true
    }

    /// The level of the division that a dimension's name and length alone tell: 12 · 4^level cells, from level 2 on.
    static func level(ofCells count: Int, along dimension: String) -> Int? {
        guard isNameOfPixels(dimension) else { return nil }
        return (2...HEALPixDivision.finestLevel).first { 12 << (2 * $0) == count }
    }

    /// Names that dimensions of pixels have.
    static func isNameOfPixels(_ dimension: String) -> Bool {
        let name = dimension.lowercased()
        let known = ["cell", "cells", "ncell", "ncells", "pix", "pixs", "pixel", "pixels"]
        return known.contains(name) || name.hasPrefix("healpix") || name.hasPrefix("hp")
    }
}

extension StoredVariable {
    /// Whether it says of itself that its numbers are pixels of a HEALPix division: they are whole numbers beyond what doubles
    /// hold, and there may be hundreds of millions.
    var isListOfPixels: Bool {
        guard shape.count == 1 else { return false }
        let attributes = CFAttributes(self.attributes)
        return attributes.text("standard_name") == "healpix_index"
            || attributes.text("grid_name")?.lowercased() == "healpix"
    }
}
