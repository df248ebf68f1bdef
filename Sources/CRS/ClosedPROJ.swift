internal import CProj

/// A PROJ context that opens nothing but PROJ's own database.
///
/// Whatever a text makes PROJ look for (grids, deformation models, `init` files, a directory of the user's, an address)
/// is answered by `RefusedOpens`: it is not there. SQLite opens the database itself, by the path that the process found at
/// its start. So places do not depend on which grids a host has, either.
///
/// Thread rule: belongs, with all that is made in it, to the thread that made it.
final class ClosedPROJ {
    let pointer: OpaquePointer?
    private let opens = RefusedOpens()

    /// Where PROJ keeps its database, asked once of a context that may look; nil where it has none.
    private static let database: String? = {
        let context = proj_context_create()
        defer { proj_context_destroy(context) }
        proj_context_set_enable_network(context, 0)
        proj_log_level(context, PJ_LOG_NONE)
        return proj_context_get_database_path(context).map { String(cString: $0) }
    }()

    init() {
        pointer = proj_context_create()
        proj_log_level(pointer, PJ_LOG_NONE)
        proj_context_set_enable_network(pointer, 0)
        proj_grid_cache_set_enable(pointer, 0)
        var files = RefusedOpens.files
        proj_context_set_fileapi(pointer, &files, Unmanaged.passUnretained(opens).toOpaque())
        if let database = Self.database { proj_context_set_database_path(pointer, database, nil, nil) }
    }

    deinit {
        proj_context_destroy(pointer)
    }

    /// The names that PROJ wanted to open or asked about and did not get, the latest last.
    var refused: [String] { opens.names }
}

/// PROJ's file access (`PROJ_FILE_API`), every call of which is refused and noted.
private final class RefusedOpens {
    /// Enough for a test to see what was requested.
    private static let maxKept = 64

    private(set) var names: [String] = []

    static let files = PROJ_FILE_API(
        version: 1,
        open_cbk: { _, name, _, this in
            note(name, this)
            return nil
        },
        read_cbk: { _, _, _, _, _ in 0 },
        write_cbk: { _, _, _, _, _ in 0 },
        seek_cbk: { _, _, _, _, _ in 0 },
        tell_cbk: { _, _, _ in 0 },
        close_cbk: { _, _, _ in },
        exists_cbk: { _, name, this in
            note(name, this)
            return 0
        },
        mkdir_cbk: { _, _, _ in 0 },
        unlink_cbk: { _, _, _ in 0 },
        rename_cbk: { _, _, _, _ in 0 }
    )

    private static func note(_ name: UnsafePointer<CChar>?, _ this: UnsafeMutableRawPointer?) {
        guard let name, let this else { return }
        let opens = Unmanaged<RefusedOpens>.fromOpaque(this).takeUnretainedValue()
        if opens.names.count >= maxKept { opens.names.removeFirst() }
        opens.names.append(String(cString: name))
    }
}
