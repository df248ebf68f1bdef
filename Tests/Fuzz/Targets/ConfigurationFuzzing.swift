internal import Operations

/// Texts of a configuration: an operator's slip must be named, and never end the program that reads it.
enum ConfigurationFuzzing {
    static let targets = [
        FuzzTarget(
            "configuration",
            seeds: seeds.map { Array($0.utf8) },
            isRefusal: { $0 is ConfigurationError }
        ) { input in
            let text = String(decoding: input, as: UTF8.self)
            do throws(ConfigurationError) {
                _ = try Configuration(yaml: text, file: "c.yaml", directory: "/etc/sluice")
            } catch {
                precondition(!error.problem.isEmpty, "a refusal without words")
                let lines = text.utf8.count + 1
                precondition((1...lines).contains(error.line ?? 1), "a line that is not there")
                precondition((1...(lines + 1)).contains(error.column ?? 1), "a column that is not there")
                throw error
            }
        }
    ]

    private static let seeds = [
        "site: {names: [a.example, '*.b.example'], listen: ['443', '[::]:443'], prefix: /cubes, monitors: [10.0.0.0/8]}",
        "site:\n  tls: {certificate: /c.pem, key: /k.pem, redirect: ['80'], hsts_seconds: 60, ocsp_resolvers: [127.0.0.53]}\n"
            + "  proxies: [10.0.0.1]\n  cache: {bytes: 1 GiB, path: /c}\n  crawlers: {agents: [bot], robots: nothing}\n",
        "quotas:\n- {name: a, to: [public], window: 3600, requests: 10, per: address}\n"
            + "- {to: ['user:ada', strangers], datasets: ['a*'], window: 60, bytes: 1 GiB, cpu_seconds: 5}\n"
            + "quota_store: {redis: '127.0.0.1:6379', database: 2, hosts: 3}\nfair_use: {share: 0.1}",
        "access:\n- {datasets: [a, 'b*'], to: [public, 'group:g', 'token:t'], window: {variables: [t], time: now-P3D/..,\n"
            + "   box: [-10, 40, 5, 60], versions: [latest], protocols: [wms], formats: [image/png], limits: {pixels: 9}}}\n"
            + "- {datasets: [c], to: []}",
        "datasets: [{id: a, store: 's3://b/p', group: g, arrays: [x]}]\npublish: {prefix: /d, id: 'o-{name}', refresh: 9}\n"
            + "login: {users_file: u, groups: {g: [ada]}, tokens: {path: t}}\n",
        "a: &a [b, b]\nb: &b [*a, *a]\naccess: [*b, *b]", "? [a]\n: b", "\u{FEFF}site:\t{}",
        "limits: {pixels: 1e99}",
    ]
}
