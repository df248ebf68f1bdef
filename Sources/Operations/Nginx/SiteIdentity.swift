/// Lines of an installed site by which somebody is taken for another, or learns otherwise how to sign in: these matter whatever the site is
/// compared with.
package struct SiteIdentity {
    /// Variables that say who asks, and what a worker believes of it.
    private static let variables = ["principal", "groups", "verdict", "fallback", "token", "scope", "class"]
        .map {
            "$sluice_\($0)"
        }
    /// What a client fills in itself.
    private static let clientsOwn = ["$http_", "$arg_", "$cookie_"]

    package let findings: [SiteComparison.Difference]
    /// Where nginx itself has the names and passwords of those that it lets in, and tells workers so.
    let ownUsersFile: String?
    /// Lines that were judged here.
    private let judged: Set<NginxDirectives.Directive>

    /// `proxies` are those that the configuration believes; `asksWho`: whether the workers are asked who somebody is.
    package init(of installed: NginxDirectives, proxies: [String], asksWho: Bool) {
        let login = NginxLogin(of: installed)
        ownUsersFile = asksWho ? nil : login?.usersFile
        var (findings, judged): ([SiteComparison.Difference], Set<NginxDirectives.Directive>) = ([], [])
        for placed in installed.all {
            let directive = placed.directive
            let told: String?
            switch directive.words.first {
            case "set": told = Self.problem(withSet: directive, login, asksWho)
            case "auth_basic": told = Self.problem(withLogin: directive, login, asksWho)
            case "auth_basic_user_file" where login?.block == directive.block: told = nil
            case "set_real_ip_from", "real_ip_header", "real_ip_recursive":
                told = Self.problem(withProxy: directive, proxies)
            case "error_page" where directive.words.dropFirst().contains("401"),
                "fastcgi_intercept_errors" where directive.words.last == "on":
                told = "changes what a 401 looks like: clients learn from it how to sign in"
            default: continue
            }
            if let told {
                let problem = "'\(directive.text)' \(told)"
                findings.append(.init(file: placed.file, line: placed.line, problem: problem))
            }
            if told != nil || Self.isOfLogin(directive, login) { judged.insert(directive) }
        }
        (self.findings, self.judged) = (findings, judged)
    }

    /// What is left to compare: `set` of the same variable is another word for what was judged.
    package func rest(of site: NginxDirectives) -> NginxDirectives {
        let set = Set(judged.filter { $0.words.first == "set" }.map { [$0.block, $0.words[1]] })
        return site.without { directive in
            judged.contains(directive)
                || directive.words.count == 3 && directive.words[0] == "set"
                    && set.contains([directive.block, directive.words[1]])
        }
    }

    private static func isOfLogin(_ directive: NginxDirectives.Directive, _ login: NginxLogin?) -> Bool {
        guard let login, directive.block == login.block else { return false }
        return ["auth_basic", "auth_basic_user_file"].contains(directive.words.first)
            || login.tells && directive.words == NginxLogin.telling
    }

    private static func problem(
        withSet directive: NginxDirectives.Directive,
        _ login: NginxLogin?,
        _ asksWho: Bool
    ) -> String? {
        let words = directive.words
        guard words.count == 3, variables.contains(words[1]), !words[2].isEmpty,
            words != ["set", "$sluice_fallback", "$sluice_unasked"]
        else { return nil }
        if asksWho { return "stands beside 'login', whose word counts where it is asked: leave the line out" }
        if clientsOwn.contains(where: words[2].contains) {
            return "makes everybody whom they say they are: a client fills that in itself"
        }
        guard words[2].contains("$remote_user") else {
            return words[2].contains("$")
                ? "says who somebody is: right only where a module of nginx has found that out"
                : "makes everybody the same: who asks is not looked at"
        }
        let isChecked = login.map { directive.block.hasPrefix($0.block) } ?? false
        return isChecked ? nil : "believes any name: without auth_basic nobody has looked at the password"
    }

    private static func problem(
        withLogin directive: NginxDirectives.Directive,
        _ login: NginxLogin?,
        _ asksWho: Bool
    ) -> String? {
        guard directive.words.last != "off" else { return nil }
        guard !asksWho else {
            return
                "stands beside 'login': nginx then asks everybody for a password of its own first, and a request has room "
                + "for one; leave it out, or 'login'"
        }
        guard login?.block == directive.block, login?.tells == true else {
            return "lets in whom it knows, and the workers are not told who that is: "
                + "\(NginxLogin.telling.joined(separator: " ")); in the place of the empty one"
        }
        return nil
    }

    private static func problem(withProxy directive: NginxDirectives.Directive, _ proxies: [String])
        -> String?
    {
        let words = directive.words
        let meant: [[String]] =
            proxies.map { ["set_real_ip_from", $0] }
            + (proxies.isEmpty ? [] : [["real_ip_header", "X-Forwarded-For"], ["real_ip_recursive", "on"]])
        guard !meant.contains(words) else { return nil }
        return
            "decides from where somebody comes, by which limits and guesses are counted and monitors are known: "
            + "proxies belong into site: {proxies: [ADDRESS]}"
    }
}

/// nginx's own login as README has it: a file of users for the whole site.
private struct NginxLogin {
    static let telling = ["set", "$sluice_principal", "$remote_user"]

    let block: String
    let usersFile: String
    /// Whether the workers are told who it is.
    let tells: Bool

    /// Nil for a site without one.
    init?(of site: NginxDirectives) {
        let all = site.all.map(\.directive)
        let asking = all.first { $0.words.first == "auth_basic" && $0.words.last != "off" }
        guard let block = asking?.block,
            let file = all.first(where: { $0.block == block && $0.words.first == "auth_basic_user_file" }),
            file.words.count == 2
        else { return nil }
        (self.block, usersFile) = (block, file.words[1])
        tells = all.contains { $0.block == block && $0.words == Self.telling }
    }
}
