internal import Execution

/// Texts, or bytes, of varying length in one block of memory: `count` + 1 `uint32` offsets, then the bytes.
enum VariableElements {
    /// Reads a chunk of `vlen-utf8` or `vlen-bytes`: a `uint32` count, then a `uint32` length and the bytes of each.
    ///
    /// - Throws: `invalid` when a length leads outside, the count is another, or a text is not UTF-8.
    static func decode(
        _ input: UnsafeRawBufferPointer,
        count: Int,
        isText: Bool
    ) throws(CodecFault) -> UnsafeMutableRawBufferPointer {
        guard input.count >= 4 else { throw .invalid("\(input.count) bytes hold no count of elements") }
        let announced = Int(UInt32(littleEndian: input.loadUnaligned(as: UInt32.self)))
        guard announced == count else { throw .invalid("announces \(announced) elements, needs \(count)") }
        guard (input.count - 4) / 4 >= count else {
            throw .invalid("\(count) elements overrun \(input.count) bytes")
        }
        let table = 4 * (count + 1)
        let memory = BlockReserve.shared.take(table + input.count - 4 - 4 * count)
        do throws(CodecFault) {
            try fill(memory, from: input, count: count, table: table, isText: isText)
        } catch {
            BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory))
            throw error
        }
        return memory
    }

    private static func fill(
        _ memory: UnsafeMutableRawBufferPointer,
        from input: UnsafeRawBufferPointer,
        count: Int,
        table: Int,
        isText: Bool
    ) throws(CodecFault) {
        var (read, written) = (4, 0)
        for element in 0..<count {
            memory.storeBytes(
                of: UInt32(truncatingIfNeeded: written),
                toByteOffset: 4 * element,
                as: UInt32.self
            )
            guard input.count - read >= 4 else { throw .invalid("element \(element) overruns") }
            let length = Int(UInt32(littleEndian: input.loadUnaligned(fromByteOffset: read, as: UInt32.self)))
            read += 4
            // Room must be left for the lengths of the others: the memory has none for them.
            guard length <= input.count - read - 4 * (count - element - 1) else {
                throw .invalid("element \(element) overruns")
            }
            let bytes = UnsafeRawBufferPointer(rebasing: input[read..<(read + length)])
            guard !isText || String(validating: bytes, as: UTF8.self) != nil else {
                throw .invalid("element \(element) is not UTF-8")
            }
            UnsafeMutableRawBufferPointer(rebasing: memory[(table + written)...]).copyMemory(from: bytes)
            read += length
            written += length
        }
        memory.storeBytes(of: UInt32(truncatingIfNeeded: written), toByteOffset: 4 * count, as: UInt32.self)
        guard read == input.count else { throw .invalid("bytes follow the last element") }
    }

    /// One element as a block: what absent chunks hold.
    static func block(_ bytes: [UInt8]) -> [UInt8] {
        [0, UInt32(bytes.count)].flatMap { offset in withUnsafeBytes(of: offset.littleEndian) { Array($0) } }
            + bytes
    }
}
