extension WMSError: CustomStringConvertible {
    /// As the log has it: the standard's code, if there is one, and the client's sentence.
    var description: String { code.map { "\($0.rawValue): \(text)" } ?? text }
}
