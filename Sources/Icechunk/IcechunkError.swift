package import ObjectStorage

/// Why a repository, a version or a chunk cannot be read: facts, worded by `description`.
package enum IcechunkError: Error, Sendable, Equatable {
    /// Neither `repo` nor a branch `main` is there.
    case noRepository
    /// No branch, tag or snapshot has this name; `isDeleted` for a tag that once was.
    case noReference(String, isDeleted: Bool)
    case noSnapshot(ObjectID)
    case noNode(path: String)
    /// The history of `reference` begins after the time asked for; `earliest` in microseconds since 1970.
    case beforeHistory(reference: String, earliest: Int64?)
    /// A name that no branch of spec 1 can have.
    case malformedReference(String)
    /// Coordinates of another number of dimensions.
    case wrongCoordinates(path: String, expected: Int, received: Int)
    /// A chunk of a group was asked for.
    case notAnArray(path: String)
    /// Branches and tags of a spec 1 repository can only be listed by a store that lists keys.
    case cannotListReferences
    /// An object is there and is not what it should be.
    case corrupt(key: String, Corruption)
    /// An object that another one refers to is not there: garbage collection, or damage.
    case gone(key: String)
    /// More commits or references than this reader walks through.
    case tooMany(String, limit: Int)
    case storage(StorageError)
}

extension IcechunkError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noRepository: "there is no Icechunk repository"
        case .noReference(let name, false): "there is no branch, tag or snapshot '\(name)'"
        case .noReference(let name, true): "the tag '\(name)' was deleted"
        case .noSnapshot(let id): "there is no snapshot \(id)"
        case .noNode(let path): "there is no node '\(path)'"
        case .beforeHistory(let reference, _): "the history of '\(reference)' begins later"
        case .malformedReference(let name): "'\(name)' can be no name of a branch or tag here"
        case .wrongCoordinates(let path, let expected, let received):
            "\(path) has \(expected) dimensions, not \(received)"
        case .notAnArray(let path): "\(path) is a group and has no chunks"
        case .cannotListReferences: "the store cannot list the branches and tags of this repository"
        case .corrupt(let key, let corruption): "\(key): \(corruption)"
        case .gone(let key): "\(key) is referred to and is not there"
        case .tooMany(let what, let limit): "more than \(limit) \(what)"
        case .storage(let error): "\(error.key): the store failed"
        }
    }

    /// True when the version or place asked for does not exist, which says nothing bad of the repository.
    package var isAbsence: Bool {
        switch self {
        case .noReference, .noSnapshot, .noNode, .beforeHistory, .malformedReference: true
        default: false
        }
    }
}

/// Names the object that is corrupt.
func located<Result>(_ key: @autoclosure () -> String, _ body: () throws(Corruption) -> Result)
    throws(IcechunkError) -> Result
{
    do throws(Corruption) {
        return try body()
    } catch {
        throw .corrupt(key: key(), error)
    }
}
