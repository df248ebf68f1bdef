package import Execution
package import Failures
internal import ObjectStorage
package import Zarr

extension Failure {
    /// Runs `body` and turns what the layers below throw into failures that name dataset and key.
    ///
    /// Causes that only an operator may see go to the request's log line. Other errors pass as they are.
    package static func translating<Result>(
        dataset: String,
        context: WorkContext,
        _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as ZarrError {
            throw Failure(error, dataset: dataset, context: context)
        } catch let error as StorageError {
            throw Failure(.storage(error), dataset: dataset, context: context)
        } catch Interruption.heldUp {
            throw Failure.storage(dataset: dataset, key: "", .resting)
        } catch let error as Interruption {
            throw Failure(error, context: context)
        } catch let error as SpoolError {
            throw Failure(error, context: context)
        }
    }

    package init(_ error: ZarrError, dataset: String, context: WorkContext) {
        context.measurements.note("cause", "\(dataset): \(error)")
        switch error {
        case .noNode(let path): self = .notFound(.group, name: path, known: [])
        case .absentNode(let path):
            self = .storage(dataset: dataset, key: path, .corrupt(reason: ZarrError.absence))
        case .unusableName(let path):
            self = .storage(dataset: dataset, key: path, .corrupt(reason: ZarrError.unusableName))
        case .unlisted(let named):
            let reason = "the store of dataset '\(dataset)' \(ZarrError.words(ofUnlisted: named))"
            self = .unsupported(reason: reason)
        case .corruptMetadata(let key, let reason), .corruptChunk(let key, let reason):
            self = .storage(dataset: dataset, key: key, .corrupt(reason: reason))
        case .unsupported(let path, let feature):
            self = .unsupported(
                reason: "'\(path)' of dataset '\(dataset)' uses \(feature), which is not supported"
            )
        case .tooLarge(let key, let bytes, let limit, let raiser):
            let reason = ZarrError.words(bytes, limit, raiser)
            self = .storage(dataset: dataset, key: key, .corrupt(reason: reason))
        case .chunksTooLarge(let path, let shape, let bytes, let limit, let raiser):
            let reason = ZarrError.words(ofChunks: shape, bytes, limit, raiser)
            self = .storage(dataset: dataset, key: path, .corrupt(reason: reason))
        case .storage(let error): self.init(error, dataset: dataset, context: context)
        }
    }

    private init(_ error: StorageError, dataset: String, context: WorkContext) {
        context.measurements.note("storage", "\(error)")
        switch error {
        case .timedOut(let key): self = .storage(dataset: dataset, key: key, .timedOut)
        case .wrongLength(let key, let expected, let received):
            let reason = "\(received) bytes came, \(expected) were promised"
            self = .storage(dataset: dataset, key: key, .corrupt(reason: reason))
        case .damaged(let key, let reason):
            self = .storage(dataset: dataset, key: key, .corrupt(reason: reason))
        case .tooLong(let key, let bytes, let limit):
            let reason = ZarrError.words(bytes, limit, .fixed)
            self = .storage(dataset: dataset, key: key, .corrupt(reason: reason))
        case .noStore:
            self = .storage(dataset: dataset, key: "", .corrupt(reason: "the store is not there"))
        case .outside(let key):
            self = .storage(dataset: dataset, key: key, .corrupt(reason: "a link leads out of the store"))
        case .changed(let key): self = .storage(dataset: dataset, key: key, .changed)
        case .gone(let key): self = .storage(dataset: dataset, key: key, .gone)
        default: self = .storage(dataset: dataset, key: error.key, .unreachable)
        }
    }
}
