internal import Execution

extension DecodingPlan {
    /// Decodes the bytes of one chunk.
    ///
    /// The step next to the array writes straight into the chunk's own memory; others write into scratch memory of the
    /// thread. Nothing is allocated from a number in the data.
    ///
    /// `origin`: the state of the object that the bytes are of.
    func decode(
        _ encoded: UnsafeRawBufferPointer,
        key: String,
        origin: ChunkOrigin? = nil
    ) throws(ZarrError) -> DecodedChunk {
        guard element.size != nil else { return try decodeVariable(encoded, key: key, origin: origin) }
        let memory = DecodedChunk.allocate(bytes: byteCount)
        let target = UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount])
        do throws(ZarrError) {
            try decode(encoded, into: target, key: key)
        } catch {
            BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory))
            throw error
        }
        return DecodedChunk(
            taking: UnsafeRawBufferPointer(target),
            dataType: element.carrier,
            strides: strides,
            origin: origin
        )
    }

    /// Decodes elements of fixed size into memory of exactly `byteCount` bytes, where they lie by `strides`.
    func decode(
        _ encoded: UnsafeRawBufferPointer,
        into memory: UnsafeMutableRawBufferPointer,
        key: String
    ) throws(ZarrError) {
        guard !encoded.isEmpty || byteCount == 0 else {
            throw .corruptChunk(key: key, reason: "is empty")
        }
        do throws(StepFault) {
            try decode(encoded, into: memory)
        } catch {
            throw .corruptChunk(key: key, reason: error.reason)
        }
    }

    /// Decodes elements of varying length: what the steps give is the form of `vlen-utf8`.
    private func decodeVariable(
        _ encoded: UnsafeRawBufferPointer,
        key: String,
        origin: ChunkOrigin?
    ) throws(ZarrError) -> DecodedChunk {
        guard !encoded.isEmpty else { throw .corruptChunk(key: key, reason: "is empty") }
        do throws(StepFault) {
            var run = DecodingRun(input: encoded, target: UnsafeMutableRawBufferPointer(start: nil, count: 0))
            try perform(&run)
            let memory = try run.variableElements(count: elementCount, isText: element == .text)
            return DecodedChunk(
                taking: UnsafeRawBufferPointer(memory),
                dataType: element.carrier,
                strides: strides,
                origin: origin
            )
        } catch {
            throw .corruptChunk(key: key, reason: error.reason)
        }
    }

    /// Decodes into memory of exactly `byteCount` bytes.
    func decode(
        _ encoded: UnsafeRawBufferPointer,
        into target: UnsafeMutableRawBufferPointer
    ) throws(StepFault) {
        var run = DecodingRun(input: encoded, target: target)
        try perform(&run)
        try run.finish()
    }

    private func perform(_ run: inout DecodingRun) throws(StepFault) {
        let lastExpansion = steps.lastIndex { if case .expand = $0.action { true } else { false } }
        for (index, step) in steps.enumerated() {
            do {
                // With a checksum still to come off, there is more than fits into the chunk's own memory.
                let isLast =
                    index == lastExpansion && step.output == .exactly(byteCount)
                    && element.size != nil
                try run.perform(step, isLastExpansion: isLast)
            } catch {
                throw StepFault(codec: step.name, fault: error, most: step.output.most)
            }
        }
    }
}

/// A fault and the codec that met it.
struct StepFault: Error {
    let codec: String
    let fault: CodecFault
    let most: Int

    var reason: String {
        switch fault {
        case .outputFull: "\(codec) decodes to more than \(most) bytes"
        case .invalid(let reason): reason.hasPrefix(codec) ? reason : "\(codec): \(reason)"
        }
    }
}

/// One chunk on its way through the steps: where its bytes are now.
private struct DecodingRun {
    private var current: UnsafeRawBufferPointer
    private let target: UnsafeMutableRawBufferPointer
    /// The memory that `current` is in, if it may be written to.
    private var owned: UnsafeMutableRawBufferPointer?
    private var scratch: ScratchBuffer?

    init(input: UnsafeRawBufferPointer, target: UnsafeMutableRawBufferPointer) {
        current = input
        self.target = target
    }

    mutating func perform(_ step: DecodingPlan.Step, isLastExpansion: Bool) throws(CodecFault) {
        switch step.action {
        case .nothing: break
        case .unwrap(let unwrapping): current = try unwrapping.payload(of: current)
        case .alter(let alteration):
            let bytes = try writable(most: step.output.most)
            try alteration.alter(bytes)
            current = UnsafeRawBufferPointer(bytes)
        case .expand(let expansion):
            if isLastExpansion {
                try expand(expansion, into: target)
            } else {
                try expand(expansion, step.output)
            }
            if case .exactly(let count) = step.output, current.count != count {
                throw .invalid("decodes to \(current.count) bytes, its shape needs \(count)")
            }
        }
    }

    private mutating func expand(
        _ expansion: any Expansion,
        into memory: UnsafeMutableRawBufferPointer
    ) throws(CodecFault) {
        vacate(memory)
        let count = try expansion.decode(current, into: memory)
        owned = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        current = UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    /// Takes the current bytes out of memory that is about to be written: a change in place before has put them there.
    private mutating func vacate(_ memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress, let now = current.baseAddress, !current.isEmpty,
            now >= UnsafeRawPointer(start), now < UnsafeRawPointer(start + memory.count)
        else { return }
        let buffer = ScratchBuffer(bytes: current.count)
        let copy = UnsafeMutableRawBufferPointer(rebasing: buffer.memory[..<current.count])
        copy.copyMemory(from: current)
        scratch = buffer
        current = UnsafeRawBufferPointer(copy)
    }

    /// Expands into scratch memory: as much as is needed when that is known, else more and more up to the bound.
    private mutating func expand(_ expansion: any Expansion, _ bound: ByteBound) throws(CodecFault) {
        var size = bound.most
        if case .atMost(let most) = bound {
            size = min(most, max(1 << 20, current.count.addingClamped(current.count)))
        }
        while true {
            let buffer = ScratchBuffer(bytes: size)
            do {
                try expand(expansion, into: buffer.memory)
                scratch = buffer
                return
            } catch {
                guard error == .outputFull, size < bound.most else { throw error }
                size = min(bound.most, size * 4)
            }
        }
    }

    /// The current bytes where they may be changed: in place if they are ours, else copied to the target.
    private mutating func writable(most: Int) throws(CodecFault) -> UnsafeMutableRawBufferPointer {
        if let owned, let start = owned.baseAddress, let now = current.baseAddress {
            let offset = now - UnsafeRawPointer(start)
            return UnsafeMutableRawBufferPointer(rebasing: owned[offset..<(offset + current.count)])
        }
        guard current.count <= most else { throw .outputFull }
        let memory: UnsafeMutableRawBufferPointer
        if current.count <= target.count {
            memory = UnsafeMutableRawBufferPointer(rebasing: target[..<current.count])
        } else {
            let buffer = ScratchBuffer(bytes: current.count)
            scratch = buffer
            memory = UnsafeMutableRawBufferPointer(rebasing: buffer.memory[..<current.count])
        }
        memory.copyMemory(from: current)
        owned = memory
        return memory
    }

    func variableElements(count: Int, isText: Bool) throws(StepFault) -> UnsafeMutableRawBufferPointer {
        do {
            return try VariableElements.decode(current, count: count, isText: isText)
        } catch {
            throw StepFault(codec: isText ? "vlen-utf8" : "vlen-bytes", fault: error, most: 0)
        }
    }

    /// Brings the bytes to the target if they are not there, and checks that they fill it.
    func finish() throws(StepFault) {
        guard current.count == target.count else {
            let reason = "decodes to \(current.count) bytes, its shape needs \(target.count)"
            throw StepFault(codec: "", fault: .invalid(reason), most: target.count)
        }
        if let start = target.baseAddress, current.baseAddress != UnsafeRawPointer(start) {
            start.copyMemory(from: current.baseAddress ?? UnsafeRawPointer(start), byteCount: current.count)
        }
    }
}
