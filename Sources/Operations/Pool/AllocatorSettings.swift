/// Settings of glibc's allocator that keep a worker's memory near what it uses.
///
/// Left alone it raises its threshold for memory of one's own to 32 MB as it goes, and keeps an arena for nearly every
/// thread: chunks that come and go then leave holes. A worker of 512 MB whose cache was full when large downloads came
/// held 1.3 GB with a threshold of 4 MB; with these, and the ledger's own call to give memory back, it stays below its 512.
struct AllocatorSettings {
    /// Bytes of `memory` that are the worker's.
    let share: Int

    /// A worker of less is small.
    ///
    /// Holes take up to 110 MB where chunks of 16 kB to 1 MB are downloaded, which a larger worker has: those of 128 MB held
    /// 160, and hold 100 with the thresholds of small ones. That costs them up to a third more CPU for such downloads, as
    /// the kernel clears every page that comes back.
    private static let small = 256 << 20

    /// Variables of the worker's environment by name.
    var variables: [(name: String, value: String)] {
        let isSmall = share < Self.small
        return [
            ("MALLOC_ARENA_MAX", "4"),
            ("MALLOC_MMAP_THRESHOLD_", isSmall ? "131072" : "1048576"),
            ("MALLOC_TRIM_THRESHOLD_", isSmall ? "1048576" : "16777216"),
        ]
    }
}
