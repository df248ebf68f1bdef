internal import Catalogue
internal import Execution

extension WorkerBoard {
    /// Counts one more death; the number so far.
    func addDeath(over key: DatasetKey) -> Int {
        withNote(of: key, makingOne: true) { note in
            note?.deaths += 1
            return note?.deaths ?? 0
        } ?? 0
    }

    func note(of key: DatasetKey) -> OpeningNote? {
        withNote(of: key, makingOne: false) { $0 } ?? nil
    }

    /// Keeps the state in which a dataset is left alone, unless one is kept.
    func setState(_ state: UInt64, of key: DatasetKey) {
        _ = withNote(of: key, makingOne: false) { note in if note?.state == 0 { note?.state = state } }
    }

    func removeNote(of key: DatasetKey) {
        _ = withNote(of: key, makingOne: false) { $0 = nil }
    }

    /// Forgets all notes: for a new configuration.
    func removeNotes() {
        locked { notes in notes.update(repeating: 0) }
    }

    private func withNote<Result>(
        of key: DatasetKey,
        makingOne: Bool,
        _ body: (inout OpeningNote?) -> Result
    ) -> Result? {
        locked { notes in
            var (free, found) = (Int?.none, Int?.none)
            for index in 0..<Self.notes {
                let start = index * Self.noteWords
                if notes[start] == 0 {
                    free = free ?? index
                } else if DatasetKey(words: notes[(start + 2)..<(start + Self.noteWords)]) == key {
                    found = index
                    break
                }
            }
            guard let index = found ?? (makingOne ? free : nil) else {
                var none: OpeningNote?
                return body(&none)
            }
            let words = UnsafeMutableBufferPointer(
                rebasing: notes[(index * Self.noteWords)..<((index + 1) * Self.noteWords)]
            )
            var note: OpeningNote? = OpeningNote(deaths: Int(clamping: words[0]), state: words[1])
            let result = body(&note)
            words[0] = UInt64(clamping: note?.deaths ?? 0)
            words[1] = note?.state ?? 0
            key.write(to: words.dropFirst(2))
            return result
        }
    }

    private func locked<Result>(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Result) -> Result? {
        memory.locked(at: Self.headBytes) { isHalfWritten in
            let notes = memory.words(at: Self.notesOffset, count: Self.notes * Self.noteWords)
            // What a dying process left half written says nothing.
            if isHalfWritten { notes.update(repeating: 0) }
            return body(notes)
        }
    }
}
