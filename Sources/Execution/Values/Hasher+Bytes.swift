extension Hasher {
    /// Takes a text by its bytes: `combine` takes two that Unicode calls equivalent for one, and stores do not.
    package mutating func combine(bytesOf text: String) {
        var text = text
        text.withUTF8 { bytes in
            combine(bytes.count)
            combine(bytes: UnsafeRawBufferPointer(bytes))
        }
    }
}
