/// Text on a picture.
extension IndexedCanvas {
    /// Lays ink over what is there, from faint to full where a pixel is partly covered.
    ///
    /// Half-covered pixels are mixed with the paper alone: over colours there is ink or there is none.
    func lay(_ layer: TextLayer, colours: PictureColours) {
        guard let firstInk = colours.firstInk else { return }
        let levels = PictureColours.inkLevels
        layer.withCoverage { pixels, stride in
            for row in 0..<min(layer.height, height) {
                for column in 0..<min(layer.width, width) {
                    let coverage = Int(pixels[row * stride + column])
                    guard coverage > 0 else { continue }
                    let isPaper = index(column: column, row: row) == 0
                    let level = isPaper ? (coverage * levels + 127) / 255 : coverage > 127 ? levels : 0
                    guard level > 0 else { continue }
                    set(column: column, row: row, to: UInt8(truncatingIfNeeded: firstInk + level - 1))
                }
            }
        }
    }

    /// Writes a message over the picture, broken at words where a line is full; what has no room is cut.
    func writeMessage(_ message: String, colours: PictureColours) {
        let size = 12.0
        let lineHeight = 15.0
        let margin = Double(min(4, width / 8))
        guard let layer = TextLayer(width: width, height: height) else { return }
        let room = Double(layer.width) - 2 * margin
        let most = max(Int((Double(layer.height) - 2 * margin) / lineHeight), 1)
        for (number, line) in layer.lines(message, width: room, size: size, most: most).enumerated() {
            layer.write(line, x: margin, y: margin + size + Double(number) * lineHeight, size: size)
        }
        lay(layer, colours: colours)
    }
}
