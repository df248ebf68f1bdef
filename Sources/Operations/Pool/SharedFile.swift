internal import CPlatform
internal import Execution
internal import Glibc

/// Unlinked files that the supervisor hands to its workers as descriptors.
enum SharedFile {
    /// A file in memory where the system has a place for such, else in `directory`.
    static func open(orIn directory: String) throws(PoolError) -> Int32 {
        for place in ["/dev/shm", directory] {
            let descriptor = sluice_open_spool_file(place)
            if descriptor >= 0 { return descriptor }
        }
        throw .system("open", directory, errno)
    }

    /// The memory of such a file, made so long; `name` says in an error what it would have held.
    static func memory(behind descriptor: Int32, bytes: Int, _ name: String) throws(PoolError) -> SharedMemory
    {
        guard let memory = SharedMemory(sizing: descriptor, bytes: bytes) else {
            throw .system("mmap", name, errno)
        }
        return memory
    }

    /// Finds out now, rather than at the first long answer, that nothing can be written to `directory`.
    static func checkSpool(_ directory: String) throws(PoolError) {
        let descriptor = sluice_open_spool_file(directory)
        guard descriptor >= 0 else { throw .system("spool_directory", directory, errno) }
        close(descriptor)
    }
}
