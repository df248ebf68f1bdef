/// Colours for categories that name none.
extension Palette {
    /// As many colours that are told apart as `count`, used again beyond twenty.
    package static func categorical(_ count: Int) -> [Colour] {
        (0..<max(count, 0)).map { twenty[$0 % twenty.count] }
    }

    /// Tableau's twenty, strong ones first.
    private static let twenty: [Colour] = (strong + pale).map { Colour($0) }
    private static let strong: [UInt32] = [
        0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0x7F7F7F, 0xBCBD22, 0x17BECF,
    ]
    private static let pale: [UInt32] = [
        0xAEC7E8, 0xFFBB78, 0x98DF8A, 0xFF9896, 0xC5B0D5, 0xC49C94, 0xF7B6D2, 0xC7C7C7, 0xDBDB8D, 0x9EDAE5,
    ]
}
