/// What the files of `nginx/` and `deploy/systemd` bound themselves: settings beyond it do not mean what they say.
enum ShippedLimits {
    /// A setting below `server` that another program's own limit makes void.
    struct Excess {
        let key: String
        let problem: String
    }

    /// `fastcgi_read_timeout` in the snippets, in seconds: a worker's deadline must come first.
    static let readSeconds = (interactive: 40.0, bulk: 610.0)
    /// `client_max_body_size` in the site.
    static let bodyBytes = 1 << 20
    /// `TimeoutStopSec` of the unit.
    static let stopSeconds = 45.0

    static func exceeded(by server: ServerSettings) -> [Excess] {
        var found: [Excess] = []
        for (name, ours, theirs) in [
            ("interactive", server.deadlineSeconds.interactive, readSeconds.interactive),
            ("bulk", server.deadlineSeconds.bulk, readSeconds.bulk),
        ] where ours >= theirs {
            let problem =
                "deadline_seconds.\(name) is \(ours): nginx gives up after \(Int(theirs)) seconds "
                + "(fastcgi_read_timeout in snippets/sluice-\(name).conf); raise both"
            found.append(Excess(key: "deadline_seconds.\(name)", problem: problem))
        }
        let needed = server.drainSeconds + Supervisor.mercySeconds
        if needed >= stopSeconds {
            let problem =
                "drain_seconds is \(server.drainSeconds), and the last workers are ended \(Supervisor.mercySeconds) "
                + "seconds later: systemd ends all of them after \(Int(stopSeconds)) seconds (TimeoutStopSec of "
                + "sluice.service); raise both"
            found.append(Excess(key: "drain_seconds", problem: problem))
        }
        if server.bodyBytes > bodyBytes {
            let problem =
                "body_bytes is \(ByteSize.text(server.bodyBytes)): nginx refuses bodies of more than "
                + "\(ByteSize.text(bodyBytes)) (client_max_body_size in the site); raise both"
            found.append(Excess(key: "body_bytes", problem: problem))
        }
        return found
    }
}
