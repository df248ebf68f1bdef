internal import CCurl
internal import Execution
internal import Synchronization

/// What other threads tell the loop; each message wakes it.
final class TransferInbox: @unchecked Sendable {
    // Safe because `curl_multi_wakeup` is the one call that libcurl allows from any thread, every other use of the
    // handle is the loop's, and the handle lives as long as this object, which loop and engine both hold.
    let multi: UnsafeMutableRawPointer

    enum Message: Sendable {
        case start(TransferOrder, TransferBatch)
        /// The batch has been abandoned, with what was not taken: stop what runs for it alone.
        case abandoned(TransferBatch, [TransferBatch.Result])
        case resolved(host: String)

        /// Tells waiting callers that nothing will come.
        func refuse() {
            guard case .start(let order, let batch) = self else { return }
            let error = StorageError.unreachable(key: order.request.key, cause: "the server is stopping")
            batch.put(.outcome(order, .failed(error), received: 0))
        }
    }

    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    init() {
        guard let multi = curl_multi_init() else { preconditionFailure("no memory for libcurl") }
        self.multi = multi
    }

    deinit {
        curl_multi_cleanup(multi)
    }

    func post(_ message: Message) { post([message]) }

    func post(_ messages: [Message]) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.messages.append(contentsOf: messages) }
            return state.isClosed
        }
        if isClosed { messages.forEach { $0.refuse() } }
        curl_multi_wakeup(multi)
    }

    /// What is posted from now on is refused at once, as is what the loop has not taken yet.
    func close() {
        let messages = state.withLock { state in
            state.isClosed = true
            return exchange(&state.messages, with: [])
        }
        messages.forEach { $0.refuse() }
        curl_multi_wakeup(multi)
    }

    /// All messages since the last call; nil when the engine has gone.
    func take() -> [Message]? {
        state.withLock { state in
            state.isClosed ? nil : exchange(&state.messages, with: [])
        }
    }
}
