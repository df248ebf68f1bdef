import Testing

@testable import Authentication

/// Subjects as `openssl x509 -nameopt RFC2253` prints them, which is what nginx hands over, and hostile ones.
@Suite struct DistinguishedNameTests {
    @Test(arguments: [
        (#"emailAddress=a@b.c,CN=J\+rg \"X\",O=Acme\, Inc.,C=DE"#, #"J+rg "X""#),
        (#"CN=J\C3\B6rg,O=Acme,C=DE"#, "Jörg"), ("UID=7+CN=x,O=Acme", "x"), ("cn=alice", "alice"),
        ("O=Acme, CN=alice", "alice"), ("2.5.4.3=alice", "alice"), (#"O=a\,CN=mallory,CN=alice"#, "alice"),
        (#"O=a\2CCN=mallory,CN=alice"#, "alice"), (#"CN=a\\"#, #"a\"#),
    ]) func theCommonNameIsTheUser(_ text: String, _ user: String) {
        #expect(DistinguishedName(text)?.user == user)
    }

    @Test(arguments: [
        "", "O=Acme", "CN=", "CN=alice,CN=bob", "CN=alice+CN=bob", "CN=alice,cn=alice", "CN=#0C03616263",
        "alice",
        "=alice", "CN=alice,", #"CN=alice\"#, #"CN=al\ice"#, #"CN=al\FFice"#, #"CN="alice""#, #"CN=a\0Ab"#,
        "CN=a:b", #"CN=a\3Ab"#, "CN=alice,junk", "/C=DE/CN=alice",
        String(repeating: "O=a,", count: 2000) + "CN=b",
    ]) func withoutOneThereIsNone(_ text: String) {
        #expect(DistinguishedName(text)?.user == nil)
    }
}
