extension LoadedConfiguration {
    /// The text as a descriptor that workers can inherit.
    func frozen() throws(PoolError) -> ConfigurationText {
        try SharedFile.checkSpool(configuration.server.spoolDirectory)
        return try ConfigurationText(
            path: path,
            text: text,
            workers: configuration.server.workers,
            directory: configuration.server.spoolDirectory
        )
    }
}

extension ServerSettings {
    /// Requests that may wait for a thread of a group, over all workers: four for each thread.
    ///
    /// What comes on top is turned away by nginx at once, rather than late by us.
    func backlog(_ group: ListeningSocket.Group) -> Int {
        4 * workers * threads(of: group)
    }

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
