import Testing

@testable import Authentication

/// Values encoded by Python's `base64`.
@Suite struct AuthorizationHeaderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let values: [String]
        let credential: PresentedCredential?
        var testDescription: String { "\(values)" }

        init(_ values: String..., is credential: PresentedCredential?) {
            (self.values, self.credential) = (values, credential)
        }
    }

    private static let aladdin = PresentedCredential.password(user: "Aladdin", password: "open sesame")

    @Test(arguments: [
        // RFC 7617, section 2, and its UTF-8 of section 2.1.
        Case("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", is: aladdin),
        Case("Basic dGVzdDoxMjPCow==", is: .password(user: "test", password: "123£")),
        // Latin-1 of the same.
        Case("Basic dGVzdDoxMjOj", is: .password(user: "test", password: "123£")),
        Case("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", is: aladdin),
        Case("BASIC   QWxhZGRpbjpvcGVuIHNlc2FtZQ==  ", is: aladdin),
        Case("Basic\tQWxhZGRpbjpvcGVuIHNlc2FtZQ==", is: aladdin),
        Case("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", is: aladdin),
        Case("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=", is: aladdin),
        Case("Basic YTpiOmM=", is: .password(user: "a", password: "b:c")),
        Case("Basic Og==", is: .password(user: "", password: "")),
        Case("Basic OnB3", is: .password(user: "", password: "pw")),
        Case("Basic YTo=", is: .password(user: "a", password: "")),
        // A colon with a combining accent behind it.
        Case("Basic YTrMgWI=", is: .password(user: "a", password: "\u{301}b")),
        Case("Bearer abc", is: .bearer("abc")), Case("bEARER a-._~+/0==", is: .bearer("a-._~+/0==")),
        Case(is: nil), Case("", is: nil), Case("  \t", is: nil), Case("", "Bearer abc", is: .bearer("abc")),
        Case("Bearer abc", "Bearer abc", is: .bearer("abc")),
        Case("Bearer abc", "Bearer abd", is: .unreadable),
        Case("Bearer abc", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", is: .unreadable),
        Case("Bearer abc, Bearer abc", is: .unreadable), Case("Bearer a,b", is: .unreadable),
        Case("Bearer", is: .unreadable), Case("Bearer ", is: .unreadable),
        Case("Bearer a b", is: .unreadable),
        Case("Bearer ===", is: .unreadable), Case("Bearer ä", is: .unreadable),
        Case("Bearer=abc", is: .unreadable),
        Case("Basic", is: .unreadable), Case("Basic !!!!", is: .unreadable), Case("Basic A", is: .unreadable),
        Case("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==QQ", is: .unreadable),
        // No colon; a zero; a line feed.
        Case("Basic YWxpY2U=", is: .unreadable), Case("Basic YTpiAGM=", is: .unreadable),
        Case("Basic YTpiCmM=", is: .unreadable), Case("Basic YQo6Yg==", is: .unreadable),
        Case("Digest username=\"a\"", is: .unreadable), Case("Negotiate YII=", is: .unreadable),
        Case("QWxhZGRpbjpvcGVuIHNlc2FtZQ==", is: .unreadable), Case("\0", is: .unreadable),
        Case("Bearer \(String(repeating: "a", count: 20_480))", is: .unreadable),
    ]) func aHeaderIsOneCredential(_ test: Case) {
        // `==` of enumerations of texts takes what Unicode calls equivalent for one: these differ in their bytes.
        #expect(AuthorizationHeader.credential(test.values) == test.credential)
        if case .password(let user, let password) = test.credential,
            case .password(let readUser, let read) = AuthorizationHeader.credential(test.values)
        {
            #expect(read.utf8.elementsEqual(password.utf8) && readUser.utf8.elementsEqual(user.utf8))
        }
    }
}
