import Testing

@testable import ObjectStorage

/// Digests, codes and signatures by libcrypto, and keys as strangers write them.
struct SigningTests {
    /// FIPS 180-4's examples, and a million times `a` in parts that do not fit its blocks.
    @Test(
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func digestsAsTheStandardSays(text: String, digest: String) {
        #expect(Base64Text.hexadecimal(SHA256Digest.digest(of: text)) == digest)
    }

    @Test func digestsInParts() {
        var hash = SHA256Digest()
        let part = [UInt8](repeating: UInt8(ascii: "a"), count: 999)
        part.withUnsafeBytes { part in
            for _ in 0..<1001 { hash.update(part) }
            hash.update(UnsafeRawBufferPointer(rebasing: part[..<1]))
        }
        #expect(
            Base64Text.hexadecimal(hash.finish())
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
    }

    /// RFC 4231, cases 1, 2 and 6; the others by Python's `hmac`: no key, and keys as long as a block and longer.
    @Test(
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "abc", "fd7adb152c05ef80dccf50a1fa4c05d5a3ec6da95575fc312ae7c5d091836351"),
            (
                [UInt8](repeating: UInt8(ascii: "k"), count: 64), "abc",
                "ae0c0e4a2340cf50185eb46aaa8723f4769153661612e212fb0d1fa3170c6202"
            ),
            (
                [UInt8](repeating: UInt8(ascii: "k"), count: 65), "abc",
                "ed378e5dfa30dc98814ba09b2e610d9b6af66054922ceef9480da094a3f11b2d"
            ),
        ]
    )
    func codesAsTheStandardSays(key: [UInt8], text: String, code: String) {
        #expect(Base64Text.hexadecimal(HMACKey(key).code(of: text)) == code)
    }

    @Test func printsNoKey() {
        let key = HMACKey(Array("a secret".utf8))
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key) \(String(reflecting: key)) \(dumped)".contains("secret") == false)
    }

    /// RFC 7515, appendix A.2: the signature of its token, by its key in PKCS #1 and PKCS #8.
    @Test(arguments: [Pem.example, Pem.exampleAsPKCS8]) func signsAsTheStandardSays(pem: String) throws {
        let token =
            "eyJhbGciOiJSUzI1NiJ9."
            + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signature = try RSASigningKey(pem: pem).signature(of: token)
        #expect(
            Base64Text.encodeForURL(signature)
                == "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
                + "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
                + "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
                + "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        )
    }

    @Test(
        arguments: [
            ("nothing", "", .unreadable), ("words", "the key is under the mat", .unreadable),
            ("a zero byte", "\0\0\0", .unreadable),
            ("an empty key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", .unreadable),
            ("a key cut short", String(Pem.example.prefix(700)), .unreadable),
            ("other bytes", Pem.wrapped("PRIVATE KEY", "AAECAwQFBgcICQ=="), .unreadable),
            ("a certificate's begin", Pem.wrapped("CERTIFICATE", "MAA="), .unreadable),
            ("a key with a password, PKCS #8", Pem.encrypted, .encrypted),
            ("a key with a password, of old", Pem.encryptedOfOld, .encrypted),
            ("a key of a curve", Pem.curve, .kind("EC")), ("a short key", Pem.short, .bits(1024)),
            ("a long text", String(repeating: "x", count: 65_537), .long(bytes: 65_537)),
        ] as [(String, String, RSASigningKey.Fault)]
    )
    func refusesOtherKeys(name: String, pem: String, fault: RSASigningKey.Fault) {
        #expect(throws: fault) { _ = try RSASigningKey(pem: pem).signature(of: "") }
        #expect("\(fault)".contains("MII") == false)
    }

    /// Each of its letters in turn is another: the key is refused, does not sign, or signs.
    @Test func damagedKeysDoNoHarm() {
        var letters = Array(Pem.example.utf8)
        for place in stride(from: 32, to: letters.count - 32, by: 7) {
            let letter = letters[place]
            letters[place] = letter == UInt8(ascii: "A") ? UInt8(ascii: "/") : UInt8(ascii: "A")
            let signature = try? RSASigningKey(pem: String(decoding: letters, as: UTF8.self)).signature(
                of: "x"
            )
            #expect((signature?.count ?? 256) <= 512)
            letters[place] = letter
        }
    }
}

/// Keys that nothing was ever protected with.
private enum Pem {
    static func wrapped(_ kind: String, _ content: String) -> String {
        "-----BEGIN \(kind)-----\n\(content)\n-----END \(kind)-----\n"
    }

    /// The key of RFC 7515, appendix A.2, in PKCS #1 (RFC 8017, appendix A.1.2).
    static let example = wrapped("RSA PRIVATE KEY", exampleContent)

    private static let exampleContent = """
        MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHm
        fHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b3269
        0r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoud
        F8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQor
        w35SbEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cfUhPu2MFa
        JdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1On95fZCXxTUtxNEG1Xcc7
        m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKKVf9GRx80JQY7nVNkL17eHoTWEwga+lwi
        0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhl
        knlo53M09EFPdadQ4TlUbjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcx
        Gn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t
        7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPEfgmVtjL0Uyyx88GZ
        FF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD/Yw
        D66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcC
        gYAHAp9XcCSrn8wVkMVkKdb7DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F
        0F+lP88jtjP4U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm
        27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN54dxdixdpozC
        Q6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCCMx3bD1yPPf/6TI2XECva/ggq
        EY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423
        K377UCYqXfg5XMclbrjPbEC3YI1ZNqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCi
        xHX52ybaDjy1FtCE6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1
        """

    /// The same within the structure of PKCS #8 (RFC 5208, section 5), whose head says that it is RSA's.
    static let exampleAsPKCS8: String = {
        let head: [UInt8] = [
            0x30, 0x82, 0x04, 0xBD, 0x02, 0x01, 0x00, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7,
            0x0D,
            0x01, 0x01, 0x01, 0x05, 0x00, 0x04, 0x82, 0x04, 0xA7,
        ]
        return wrapped("PRIVATE KEY", Base64Text.encode(head + (Base64Text.decode(exampleContent) ?? [])))
    }()

    static let curve = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgo3gOgnEFUGcx4IVK
        UkqAEyHbq67QDBJcGrp3m8EMmNahRANCAAQEbgGFVBnbeSZIuKMylr/7XPsG283b
        +KBkNBwCZYAVX0Zs8lOsHV2tBs+8xc/S30hFIM7xsGTVtWAzduAna2MN
        -----END PRIVATE KEY-----
        """

    /// Its password is `x`.
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhYsiKRxf/1YQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHNovlYNhh0GBFIzRIFrHVQEgZA/
        CSmOEv8uz1tEOn5O8shsl+VWgr1FY4IU/C0+VUhmEjH/s49IcihGS1T/+T2VoO/m
        pmXpgXeMM1QiVYODlRWRNQ4I2gJTvBl8naKWodmHhS+k37L3TMZVxCMUILxV0H4v
        0XjyHkyBJ+95AkIwDnXOpPgc1aXARarvrB3/P6AxfVz1XlV3BDJtnV5e/RBeuHA=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    static let encryptedOfOld = """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,AA4DFB7D38F2F76822AEAD2636D5BC50

        uYYWeloLFC6eQQa6PPa8a3neFXdXwG3SfowFDU7B/BIl55smCz5q9tUd4C8cyd5l
        nvJaoseiiY1ICud9+71YZNHUGg5l0cwv49Nn4zHS2DtQM5wr/1zXQHyxdyKpF7dF
        GvYyWk4yzxPsUpLy6M2ZXr6LEW8aoQM5pDnMVhr1+rM=
        -----END EC PRIVATE KEY-----
        """

    static let short = """
        -----BEGIN PRIVATE KEY-----
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBALxRqWR1TFah5f95
        MIOQ5qZx7cpE9X+EONYoi942Blg1pPpIv6MM0NOQlbMcpyZSvvEvKvLo2JAV4+yK
        8XR41H3bjf9NTSbc8iLO40EaWoB7qzGLkeD9xAJ4kkXP+5ySITSyJOo745l60jBq
        3QvBqArV975yC2mF1TskjzUtgadXAgMBAAECgYEAhl3Z+GS9UD76JXuqAuXbvL0j
        hqQHarHEAAI0MhvoEP5NtYs8uTEGuz25om/6T5zQwrP9+A3tn3kPBJLqz0j7i4u7
        wb9BfswogjzhwFCrUlzceVg40kX4MkpBudWwsMOlQ73GVQW65st/kmKUYR2gpDUZ
        6XzugpzDANcbbr1CWCkCQQDpL9wZ4carrN05c8Q5ydEypdkc4ibSR6tdWFpZpSwN
        gWFp0yhuikQvww6KN7yS91av0ffRyLYQtYnU2OiO4UsLAkEAzr4Wyi3QI9Qi1BqV
        /LONdNXbcqTJQlb8PbudGfHS7xhY+okAuNBgY1vrnhHg80fcEOqNqyvpnHpIpuT1
        5ySkZQJBAI4nLvZYPNTLPNGZUTYpYe6OTBzfgOsP5dex1OJxXrmc9dWddDhu8cJs
        FqEL+VlejuoABiNNSDBHew7WbG8tyKECQDoAFkCuTaBfmU3MD5wPe3X1sVUeaeAU
        qztecRqgPz8Yo43V9b/jpcb6OMXl2igmVtTgGNKWxTlDDTLVNS+dlgkCQQCW3Qh4
        vhGW5m2HSWWKO5WhuaWIDilbfqp9G0aCJbyNpsPnN12RdTlX9LhNF5QoAOPMFMau
        Yn4kEScpKdEC6vF0
        -----END PRIVATE KEY-----
        """
}
