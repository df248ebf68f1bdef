internal import Execution
internal import ObjectStorage

extension ChunkFetch {
    /// Decodes a batch on all threads and delivers each chunk as it comes, or puts it into its place at once.
    ///
    /// Each chunk's flight ends as soon as it can. A shard that has changed fails no read: followers look for
    /// themselves.
    ///
    /// - Throws: `ChunkFailure` of the first in the batch; `Interruption`, or what `deliver` throws.
    func decodeAll(_ batch: [EncodedChunk], _ deliver: (Int, DecodedChunk) throws -> Void) throws {
        let (places, settle) = (reading.places, self.settle)
        let decode = { @Sendable (index: Int) throws -> DecodedChunk? in
            let piece = batch[index]
            let number = piece.entry.item.index
            do throws(ZarrError) {
                // A follower needs a chunk of its own.
                let memory = piece.entry.flight.isShared ? nil : places?.memory(forChunk: number)
                let arrival = try self.arrival(of: piece, into: memory)
                settle(piece.entry, arrival)
                guard let chunk = arrival.chunk else { return nil }
                guard let places else { return chunk }
                places.put(chunk, index: number)
                return nil
            } catch {
                if !error.isOfAChangedObject { settle(piece.entry, .failed(error)) }
                throw ChunkFailure(index: number, error: error)
            }
        }
        do {
            try pool.run(count: batch.count, context: context, produce: decode) { index, chunk in
                if let chunk { try deliver(batch[index].entry.item.index, chunk) }
            }
        } catch {
            decodeForFollowers(batch)
            throw error
        }
    }

    /// What a piece is, read if that has not been done.
    ///
    /// Bytes that do not decode, or were written while they were read, are read once more: what garbled them may be over.
    private func arrival(of piece: EncodedChunk, into memory: UnsafeMutableRawBufferPointer?)
        throws(ZarrError)
        -> ChunkArrival
    {
        let outcome: ObjectOutcome
        if let arrived = piece.outcome { outcome = arrived } else { outcome = try read(piece.request) }
        do throws(ZarrError) {
            return try piece.arrival(outcome, of: array, into: memory, reading)
        } catch {
            guard piece.mayBeGarbled(error) else { throw error }
            context.measurements.note("read_again", "\(error)")
            let again = piece.alone(askedAt: reading.moment)
            return try again.arrival(read(again.request), of: array, into: memory, reading)
        }
    }

    private func read(_ request: ObjectRequest) throws(ZarrError) -> ObjectOutcome {
        do {
            return try context.measurements.measure(.fetch) {
                if let local = store as? any LocalStore {
                    return local.readLocally(request, context: context)
                }
                return try store.read(request, context: context)
            }
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .storage(.timedOut(key: request.key))
        }
    }

    /// Decodes what has come and only others still wait for: this request gives up, and they need not fetch it again.
    func decodeForFollowers(_ pieces: [EncodedChunk]) {
        for piece in pieces where piece.entry.flight.isShared && !piece.entry.flight.hasEnded {
            guard let outcome = piece.outcome,
                let arrival = try? piece.arrival(outcome, of: array, into: nil, reading)
            else { continue }
            settle(piece.entry, arrival)
        }
    }
}
