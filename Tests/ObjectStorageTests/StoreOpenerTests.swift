import ObjectStorage
import Testing

struct StoreOpenerTests {
    private let engine = TransferEngine()

    @Test(arguments: [
        ("/data/air.zarr", "/data/air.zarr"), ("data/air.zarr", "data/air.zarr"), ("a/b:c", "a/b:c"),
        ("file:///data/air.zarr", "/data/air.zarr"), ("file:/data/a%20b", "/data/a b"),
        ("file://localhost/data", "/data"), ("http://host/a/", "http://host:80/a"),
        ("HTTPS://Host.example:8443/a b", "?"),
        ("https://Host.example:8443/a?sig=secret", "https://host.example:8443/a"),
        ("http://[::1]:81/x", "http://[::1]:81/x"), ("http://host", "http://host:80"),
    ])
    func understandsLocations(_ location: String, _ label: String) {
        if label == "?" {
            #expect(throws: StoreLocationError.self) { try StoreOpener.open(location, engine: engine) }
        } else {
            #expect((try? StoreOpener.open(location, engine: engine))?.label == label)
        }
    }

    @Test(arguments: [
        "", "http://", "http:///x", "http://user:pw@host/x", "http://host:0/x", "http://host:99999/x",
        "http://ho st/",
        "ftp://host/x", "s3://bucket:80/x", "file://host/x", "file:relative", "http://[::1/x",
        "http://host/x#y",
    ])
    func refusesEverythingElse(_ location: String) {
        #expect(throws: StoreLocationError.self) { try StoreOpener.open(location, engine: engine) }
    }

    /// Errors, logs and lists show addresses: never what stands before an `@`, nor a query.
    @Test(arguments: [
        ("http://user:secret@host/a", "http://…@host/a"), ("https://secret@host/a", "https://…@host/a"),
        ("http://user:se/cret@host/a", "http://…@host/a"), ("http://user:se?cret@host/a", "http://…@host/a"),
        ("http:/user:secret@host/a?b", "http:/…@host/a"), ("user:secret@host", "…@host"),
        ("htps://user:secret@host", "htps://…@host"), ("s3://key:secret@bucket/a", "s3://…@bucket/a"),
        ("https://host:80/a@b?sig=secret", "https://host:80/a@b"),
        ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
        ("abfss://cube@weather.example/x", "abfss://cube@weather.example/x"), ("/data/a:b@c", "/data/a:b@c"),
    ])
    func showsNoSecret(_ location: String, _ shown: String) {
        #expect(StoreLocation.shown(location) == shown)
        #expect(
            !StoreLocationError.unsuitable(location: location, problem: "p").description.contains("secret")
        )
    }

    @Test(arguments: [
        ("http://h/a", "b/c", "http://h:80/a/b/c"),
        ("http://h/a/", "b c+d%e#f?g", "http://h:80/a/b%20c%2Bd%25e%23f%3Fg"),
        ("http://h/", "é", "http://h:80/%C3%A9"),
        ("http://h/a%20b?sig=x%2By", "k", "http://h:80/a%20b/k?sig=x%2By"),
        ("http://h?q=1", "k", "http://h:80/k?q=1"),
    ])
    func buildsURLs(_ location: String, _ key: String, _ url: String) {
        #expect(HTTPLocation(location)?.url(for: key) == url)
    }
}
