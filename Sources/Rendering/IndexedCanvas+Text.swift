/// Text on a picture.
extension IndexedCanvas {
    /// Pixels that a line of text is wide.
    static func width(ofText text: String) -> Int {
        max(text.unicodeScalars.count * BitmapFont.advance - 1, 0)
    }

    /// Writes one line with its upper left corner at a pixel; what leaves the picture is cut.
    package func write(_ text: String, column: Int, row: Int, index: UInt8) {
        for (position, character) in text.unicodeScalars.enumerated() {
            let left = column + position * BitmapFont.advance
            guard left < width else { return }
            for (down, bits) in BitmapFont.rows(of: character).enumerated() {
                for across in 0..<BitmapFont.glyphWidth where bits & (0x10 >> UInt8(across)) != 0 {
                    set(column: left + across, row: row + down, to: index)
                }
            }
        }
    }

    /// Writes a message over the whole picture, broken at words where a line is full.
    package func writeMessage(_ message: String, index: UInt8) {
        let margin = min(4, width / 8)
        let room = max((width - 2 * margin) / BitmapFont.advance, 1)
        var row = margin
        for line in Self.lines(of: message, room: room) where row < height {
            write(line, column: margin, row: row, index: index)
            row += BitmapFont.lineHeight
        }
    }

    /// Words in lines of at most `room` characters; longer words are cut.
    static func lines(of message: String, room: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in message.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > room {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
            while line.count > room {
                lines.append(String(line.prefix(room)))
                line = String(line.dropFirst(room))
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
