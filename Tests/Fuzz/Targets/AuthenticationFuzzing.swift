internal import Authentication

/// What strangers send to sign in, and files that somebody may have damaged.
enum AuthenticationFuzzing {
    static let targets = [header, users, tokens, address, hash]

    private static func target(
        _ name: String,
        _ seeds: [String],
        isRefusal: @escaping @Sendable (any Error) -> Bool = { _ in false },
        _ body: @escaping @Sendable (String) throws -> Void
    ) -> FuzzTarget {
        FuzzTarget(name, seeds: seeds.map { Array($0.utf8) }, isRefusal: isRefusal) { input in
            try body(String(decoding: input, as: UTF8.self))
        }
    }

    /// Each line is the value of a field; one that is read is read the same once more.
    private static let header = target(
        "authorization",
        ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer abc\nBearer abc", "basic dGVzdDoxMjOj", "Digest x"]
    ) { text in
        let values = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let credential = AuthorizationHeader.credential(values) else { return }
        if case .password(let user, _) = credential {
            precondition(!user.utf8.contains(UInt8(ascii: ":")), "a user with a colon")
        }
        precondition(
            AuthorizationHeader.credential(values + values) == credential,
            "a header of two readings"
        )
    }

    private static let hashed = "$2y$05$2we1vZDxoGA9fnhsI4gjNeIA9L1yNpeUufZLYF.iVs.1fvDY.2L9W"

    /// A line is a user, a remark or a problem, and not two of them.
    private static let users = target(
        "users-file",
        [
            "alice:\(hashed)\n# x\nbob:\(hashed):remark\r\n", "eve:$apr1$sy9EhJq6$hicmD/Iu0lHsiLPYL1J1Z0\n",
            ":\n:\n",
        ]
    ) { text in
        let parsed = UsersFile.parse(text, path: "users")
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        precondition(parsed.content.count + parsed.problems.count <= lines, "more users than lines")
    }

    /// What is a whole hash is one however often it is read.
    private static let hash = target(
        "password-hash",
        [
            hashed, "$6$rounds=5000$salt$\(String(repeating: "a", count: 86))", "$7$BU..../..../salt$x",
            "$y$j9T$salt$\(String(repeating: "a", count: 43))",
        ],
        isRefusal: { $0 is PasswordHashRefusal }
    ) { text in
        let (first, second) = (try PasswordHash(text), try PasswordHash(text))
        precondition(first == second, "a hash of two readings")
    }

    private static let token =
        #"{"token":"a","owner":"b","groups":["c"],"scope":"datasets=d","created":"2026-11-30T01:00:00Z","#
        + #""expires":"2027-11-30T01:00:00Z","sha256":"6uju-bOoPTCCL5DN0q7OzW2xRxWw8mw8Cq2xwYue47Y"}"#

    private static let tokens = target(
        "token-file",
        [
            token + "\n",
            #"{"key":"k","created":"2026-11-30T01:00:00Z","secret":"6uju-bOoPTCCL5DN0q7OzW2xRxWw8mw8Cq2xwYue47Y"}"#
                + "\n",
        ]
    ) { text in
        let parsed = TokenList.parse(text)
        precondition(parsed.content.records.count <= TokenList.most, "more tokens than there may be")
        precondition(
            parsed.content.records.allSatisfy { TokenRecord.isName($0.name) && UserName.isOne($0.owner) },
            "a token without a name"
        )
    }

    /// What is read is written as it was.
    private static let address = target(
        "signed-address",
        [
            "sla_a2V5MSAxODAwMDAwMDAwIDZ1anUtYk9vUFRDQ0w1RE4gZGF0YXNldHM9YWlyO3Byb3RvY29scz13bXM."
                + "JMy8CT6B3anxE_6cWYwxLLD4oU9f1tU4VYTbk1Pf1y4",
            "slc_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8oWewZw",
        ]
    ) { text in
        if let address = SignedAddress(text) { precondition(address.text == text, "another address") }
        if let token = APIToken(text) { precondition(token.text == text, "another token") }
    }
}
