internal import Execution
internal import Glibc

/// One read of one file, whole or in part.
struct FileReading {
    let folder: FileDescriptor
    let request: ObjectRequest

    func object() throws(FileFault) -> StoredObject {
        let file = try folder.opening(request.key)
        let before = try file.state()
        guard before.st_mode & S_IFMT != S_IFDIR else { throw .missing }
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw .typed(.damaged(key: request.key, reason: "\(Self.kind(before.st_mode)), no regular file"))
        }
        let length = Int(before.st_size)
        if let condition = request.condition,
            !condition.holds(length: length, modifiedSeconds: Int(before.st_mtim.tv_sec))
        {
            throw .typed(.changed(key: request.key))
        }
        if let kept = request.kept, kept.object.validator == Self.validator(before) { return kept.object }
        let part = request.range.resolved(length: length)
        guard part.count <= request.maxBytes else {
            throw .typed(.tooLong(key: request.key, bytes: part.count, limit: request.maxBytes))
        }
        let bytes = try read(part, of: file)
        let after = try file.state()
        guard Self.validator(before) == Self.validator(after) else {
            throw .typed(.changed(key: request.key))
        }
        return StoredObject(bytes: bytes, objectLength: length, validator: Self.validator(before))
    }

    private func read(_ part: Range<Int>, of file: FileDescriptor) throws(FileFault) -> ObjectBytes {
        let memory = BlockReserve.shared.take(Self.roomyCapacity(part.count))
        var received = 0
        while received < part.count {
            let target = UnsafeMutableRawBufferPointer(rebasing: memory[received..<part.count])
            let count = pread(file.number, target.baseAddress, target.count, part.lowerBound + received)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let fault = count < 0 ? FileFault.last : .typed(.changed(key: request.key))
                BlockReserve.shared.giveBack(UnsafeRawBufferPointer(memory))
                throw fault
            }
            received += count
        }
        return ObjectBytes(taking: UnsafeRawBufferPointer(rebasing: memory[..<part.count])) {
            let capacity = Self.roomyCapacity($0.count)
            BlockReserve.shared.giveBack(UnsafeRawBufferPointer(start: $0.baseAddress, count: capacity))
        }
    }

    /// Up to an eighth more than `count`, so that chunks of about the same size can use each other's memory.
    private static func roomyCapacity(_ count: Int) -> Int {
        guard count > 64 else { return max(count, 1) }
        let step = 1 << (Int.bitWidth - 4 - count.leadingZeroBitCount)
        return (count + step - 1) & ~(step - 1)
    }

    /// What stands there that is no file: nothing is read of it, as it may never end, or never begin.
    private static func kind(_ mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }

    /// Equal for equal bytes, as far as a file system can tell.
    private static func validator(_ state: stat) -> String {
        let changed = state.st_mtim
        return "\(state.st_dev)-\(state.st_ino)-\(state.st_size)-\(changed.tv_sec).\(changed.tv_nsec)"
    }
}

extension ByteRange {
    /// The bytes that this means in an object of `length` bytes: cut where the object ends.
    package func resolved(length: Int) -> Range<Int> {
        switch self {
        case .whole: return 0..<length
        case .suffix(let count): return (length - min(max(count, 0), length))..<length
        case .bytes(let offset, let count):
            let start = min(max(offset, 0), length)
            return start..<(start + min(max(count, 0), length - start))
        }
    }
}
