internal import Authentication
internal import CPlatform
internal import Catalogue
internal import Gateway
internal import Glibc
internal import ObjectStorage

/// Where the folder of `cache` must not be: files are written there and taken away again, and neither a store that is
/// published nor the system has such among its own.
///
/// Symbolic links are followed on both sides.
enum CachePlace {
    /// Folders of the system, and all below them.
    private static let systems = [
        "/bin", "/boot", "/etc", "/lib", "/lib64", "/sbin", "/usr/bin", "/usr/lib", "/usr/sbin", "/usr/share",
    ]
    /// Folders that many share; one below them may be a cache's own.
    private static let shared: Set<String> = [
        "/dev", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/usr/local",
        "/var", "/var/cache", "/var/lib", "/var/log", "/var/spool", "/var/tmp",
    ]

    /// Why the folder cannot be there, and what to write instead; nil where it can be.
    ///
    /// `file` is that of the configuration.
    static func refusal(
        of settings: CacheSettings,
        in configuration: Configuration,
        file: String
    ) -> String? {
        let folder = FilePath.resolved(settings.folder)
        let shown = settings.folder == folder ? folder : "\(settings.folder) (\(folder))"
        if let reason = systemReason(folder) ?? otherReason(folder, configuration, file) {
            return "\(shown) \(reason): name a folder for nothing else, such as /var/cache/sluice"
        }
        return openReason(folder).map { "\(shown) \($0)" }
    }

    private static func systemReason(_ folder: String) -> String? {
        if folder == "/" { return "is the root of all folders" }
        if shared.contains(folder) { return "is a folder that others share" }
        return systems.first { isInside(folder, $0) }.map { system in
            folder == system ? "is a folder of the system" : "lies in a folder of the system, \(system)"
        }
    }

    /// Others could put files of their own where the cache's will be, which would then be read.
    ///
    /// The root of what is mounted for the cache (a tmpfs, an `emptyDir` of Kubernetes) is open like that as it comes, and nobody else
    /// has it.
    private static func openReason(_ folder: String) -> String? {
        var found = stat()
        guard stat(folder, &found) == 0, found.st_mode & S_IFMT == S_IFDIR,
            found.st_mode & mode_t(S_IWOTH) != 0, sluice_is_mount_root(folder) == 0
        else { return nil }
        return "is a folder that anybody may write to: chmod o-w \(folder), or name one of the service's own"
    }

    private static func otherReason(
        _ folder: String,
        _ configuration: Configuration,
        _ file: String
    ) -> String? {
        let added = FilePath.resolved("\(FilePath.directory(of: file))/\(ConfigurationFiles.folder)")
        if folder == added { return "is where datasets are added" }
        if isInside(folder, added) { return "lies where datasets are added, in \(added)" }
        let others = stores(of: configuration) + folders(of: configuration) + files(of: configuration)
        for (owner, place) in others {
            let other = FilePath.resolved(place)
            if folder == other { return "is \(owner)" }
            if isInside(folder, other) { return "lies in \(owner), \(other)" }
            if isInside(other, folder) { return "holds \(owner), \(other)" }
        }
        if folder == FilePath.resolved(configuration.server.spoolDirectory) {
            return "is where long answers wait ('server: spool_directory')"
        }
        return nil
    }

    /// What is published of this host: whose it is, and its path.
    private static func stores(of configuration: Configuration) -> [(owner: String, path: String)] {
        let stores = configuration.datasets.compactMap { dataset in
            StoreOpener.localPath(of: dataset.store).map { ("the store of the dataset '\(dataset.id)'", $0) }
        }
        let prefixes = configuration.publish.compactMap { rule in
            StoreOpener.localPath(of: rule.prefix).map { ("a folder that 'publish' looks into", $0) }
        }
        return stores + prefixes
    }

    /// What says who may come in.
    private static func files(of configuration: Configuration) -> [(owner: String, path: String)] {
        let files: [(owner: String, path: String?)] = [
            ("the file of tokens ('login: tokens')", configuration.login?.tokensFile),
            ("the users file ('login: users_file')", configuration.login?.usersFile),
            ("the gate's file ('server: gate_file')", configuration.server.gateFile),
        ]
        return files.compactMap { file in file.path.map { (file.owner, $0) } }
    }

    /// Where other keys have files of their own, which nginx, too, takes away again.
    private static func folders(of configuration: Configuration) -> [(owner: String, path: String)] {
        guard let site = configuration.site else { return [] }
        return [
            ("the folder of the sockets ('site: sockets')", site.sockets),
            ("nginx's cache ('site: cache: path')", site.cache.path),
        ]
    }

    /// Whether a path is another, or lies below it.
    private static func isInside(_ path: String, _ other: String) -> Bool {
        path == other || path.hasPrefix(other == "/" ? "/" : other + "/")
    }
}

extension CachePlace {
    /// Entries of a folder that are looked at.
    private static let mostEntries = 4096
    private static let mostNamed = 3

    /// What is said of a folder in which there are other things than a cache's; nil for all others.
    static func foreign(in folder: String) -> String? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var (names, looked): ([String], Int) = ([], 0)
        while names.count <= mostNamed, looked < mostEntries, let item = readdir(stream) {
            looked += 1
            let name = withUnsafeBytes(of: &item.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !isOwn(name) { names.append(name) }
        }
        guard !names.isEmpty else { return nil }
        let listed = names.sorted().prefix(mostNamed).map { VisibleText.of($0) }.joined(separator: ", ")
        let more = names.count > mostNamed ? ", …" : ""
        return "\(folder) holds other things (\(listed)\(more)), among which the cache's files would lie: "
            + "name an empty folder, or one that is not there yet"
    }

    /// Names that a cache gives, and those that file systems and hidden files have.
    private static func isOwn(_ name: String) -> Bool {
        let digits = name.utf8.count == 2 && name.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return digits || name.hasPrefix(".") || ["usage", "indexes", "lost+found"].contains(name)
    }
}
