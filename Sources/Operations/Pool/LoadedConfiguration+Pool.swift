extension LoadedConfiguration {
    /// The text as a descriptor that workers can inherit.
    ///
    /// What was discovered goes on being known where the rules are those of `before`.
    func frozen(after before: ConfigurationText? = nil) throws(PoolError) -> ConfigurationText {
        let directory = configuration.server.spoolDirectory
        try SharedFile.checkSpool(directory)
        let rules = configuration.publish
        let discovered: DiscoveredFile
        if let known = before?.discovered, known.rules == rules {
            discovered = known
        } else {
            discovered = try DiscoveredFile(rules: rules, orIn: directory)
        }
        return try ConfigurationText(
            path: path,
            text: files.frozen,
            server: configuration.server,
            discovered: discovered
        )
    }
}

extension ServerSettings {
    /// Requests that may wait for a thread of a group, over all workers that there may be: four for each thread.
    ///
    /// What comes on top is turned away by nginx at once, rather than late by us. Who sends a request is asked for each tile of
    /// a map at the same moment, and answered in a fraction of a millisecond: those questions may be many.
    func backlog(_ group: ListeningSocket.Group) -> Int {
        max(4 * workers.most * threads(of: group), group == .control ? Self.leastQuestions : 0)
    }

    private static let leastQuestions = 512

    func threads(of group: ListeningSocket.Group) -> Int {
        switch group {
        case .interactive: threads.interactive
        case .bulk: threads.bulk
        case .control: threads.control
        }
    }

    func deadlineSeconds(of group: ListeningSocket.Group) -> Double {
        switch group {
        case .interactive: deadlineSeconds.interactive
        case .bulk: deadlineSeconds.bulk
        case .control: deadlineSeconds.control
        }
    }
}
