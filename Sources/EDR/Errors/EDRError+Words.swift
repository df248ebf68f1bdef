internal import Failures

extension EDRError: CustomStringConvertible {
    /// As the log has it; clients read `ProblemDocument`.
    var description: String {
        switch self {
        case .missing(let parameter, _): "the parameter '\(parameter)' is missing"
        case .unknownParameter(let name, _): "there is no query parameter '\(name.prefix(80))'"
        case .repeatedParameter(let name): "the parameter '\(name.prefix(80))' is given more than once"
        case .unreadable(let failure): failure.description
        case .nothingToQuery(let collection, _): "'\(collection)' has no variable with a place"
        case .tooMany(let things, let allowed, let requested):
            "\(requested) \(things), the limit is \(allowed)"
        default: "the request asks for nothing that is here"
        }
    }
}
