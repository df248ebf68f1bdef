internal import Authentication
internal import Glibc

/// What `sluice check` finds out about nginx's site: whether it does what the configuration means.
enum SiteCheck {
    private static let maxBytes = 1 << 20
    private static let mostTold = 12

    /// `file` is the installed site; the one to compare with is made from `template`, or where that is nil from the
    /// installed one itself, whose unmarked lines then count as right.
    static func problems(
        with loaded: LoadedConfiguration,
        installed file: String,
        template: String?
    ) -> [ConfigurationCheck.Problem] {
        guard let text = SmallFile.text(at: file, maxBytes: maxBytes) else {
            let cause = String(cString: strerror(errno))
            return [problem(file, nil, "nginx's site cannot be read: \(cause)", .error)]
        }
        guard text.contains("# host: ") else {
            return [problem(file, nil, "is a site of your own: it is not compared with the configuration")]
        }
        let model = template.flatMap { SmallFile.text(at: $0, maxBytes: maxBytes) }
        let expected = ConfiguredSite(loaded).text(from: model ?? text)
        let folder = folder(of: file)
        let site = NginxDirectives(text: text, file: file, folder: folder)
        let meant = NginxDirectives(
            text: expected,
            file: template ?? file,
            folder: model == nil ? folder : FilePath.directory(of: template ?? file)
        )
        let identity = SiteIdentity(
            of: site,
            proxies: loaded.configuration.site?.proxies ?? [],
            asksWho: loaded.configuration.login != nil
        )
        let differences = SiteComparison(
            installed: identity.rest(of: site),
            expected: identity.rest(of: meant)
        ).differences
        let judged = identity.findings.map {
            problem($0.file ?? file, $0.line, "nginx's site: \($0.problem)")
        }
        return judged + told(differences, file, remedy(identity, loaded.path))
    }

    private static func told(
        _ differences: [SiteComparison.Difference],
        _ file: String,
        _ remedy: String
    ) -> [ConfigurationCheck.Problem] {
        guard !differences.isEmpty else { return [] }
        let told = differences.prefix(mostTold).map { difference in
            problem(
                difference.file ?? file,
                difference.line,
                "nginx's site differs from the configuration: \(difference.problem)"
            )
        }
        let more = differences.count - told.count
        let rest = more > 0 ? "there are \(more) more differences; " : ""
        return told + [problem(file, nil, rest + remedy)]
    }

    /// What nginx's own login is made of is in no site that is made anew.
    private static func remedy(_ identity: SiteIdentity, _ configuration: String) -> String {
        let login = identity.ownUsersFile.map { file in
            "take over nginx's own login into NEW (the lines auth_basic, auth_basic_user_file and set $sluice_principal "
                + "$remote_user; without them everybody gets in), or have Sluice ask instead: "
                + "login: {users_file: \(file)} in the configuration, "
        }
        return
            "to mend them: sluice config site --config \(configuration) > NEW, compare NEW with this file, "
            + (login ?? "") + "put it in its place, then: nginx -t && systemctl reload nginx"
    }

    /// Where names of included files begin: the folder with the snippets, beside the site or above it.
    private static func folder(of file: String) -> String {
        let beside = FilePath.directory(of: file)
        let above = FilePath.directory(of: beside)
        return SmallFile.isReadable("\(beside)/snippets/sluice-params.conf") ? beside : above
    }

    private static func problem(
        _ file: String,
        _ line: Int?,
        _ text: String,
        _ severity: ConfigurationCheck.Severity = .warning
    ) -> ConfigurationCheck.Problem {
        ConfigurationCheck.Problem(
            severity: severity,
            error: ConfigurationError(file: file, line: line, problem: text)
        )
    }

    /// What the part `site` says that cannot be meant so, whatever is installed.
    static func warnings(about configuration: Configuration) -> [(text: String, line: Int?)] {
        let (tls, lines) = (configuration.site?.tls, configuration.lines)
        var found: [(text: String, line: Int?)] = []
        if configuration.login != nil, tls == nil {
            found.append(
                (
                    "login without TLS: credentials travel in clear text. Give site its tls, unless something before nginx has it",
                    lines["login"]
                )
            )
        }
        let takesCertificates = configuration.login?.takesClientCertificates == true
        if takesCertificates, tls?.clientCertificates == nil {
            found.append(
                (
                    "login.client_certificates: nginx asks for none, as site.tls has no client_certificates",
                    lines["login.client_certificates"]
                )
            )
        }
        if !takesCertificates, tls?.clientCertificates != nil {
            found.append(
                (
                    "site.tls.client_certificates: whom they name nobody looks at without login.client_certificates",
                    lines["site.tls.client_certificates"]
                )
            )
        }
        for (key, file) in [
            ("certificate", tls?.certificate), ("key", tls?.key),
            ("client_certificates", tls?.clientCertificates),
        ] {
            guard let file, !SmallFile.isReadable(file), errno == ENOENT else { continue }
            found.append(("site.tls.\(key): there is no file \(file)", lines["site.tls.\(key)"]))
        }
        return found
    }
}
