import Glibc
import TestSupport
import Testing

@testable import Operations

/// What closes a folder to a user, judged by the bits of modes: for a user that this process is not.
@Suite struct FolderAccessTests {
    private let folder = TemporaryFolder()
    private let owner = FolderAccess.name(of: geteuid())
    /// A user whom no account has.
    private let user = FolderAccess(of: 54321)

    private func make(_ name: String, _ mode: mode_t) {
        #expect(Command.run(["mkdir", "-p", "\(folder.path)/\(name)"]) == 0)
        #expect(chmod("\(folder.path)/\(name)", mode) == 0)
    }

    @Test func ownerModeAndRemedyAreTold() {
        let path = folder.path
        #expect(chmod(path, 0o755) == 0)
        make("closed", 0o755)
        make("open", 0o777)
        make("barred", 0o700)
        make("barred/inner", 0o777)
        #expect(user.obstacle(at: "\(path)/open") == nil)
        #expect(user.obstacle(at: "\(path)/open/new") == nil)
        #expect(
            user.obstacle(at: "\(path)/closed")
                == "\(path)/closed belongs to \(owner) (mode 0755) and the service runs as 54321: chown -R 54321 \(path)/closed"
        )
        #expect(
            user.obstacle(at: "\(path)/closed/new")
                == "\(path)/closed/new is not there, \(path)/closed belongs to \(owner) (mode 0755) and the service runs as "
                + "54321: install -d -o 54321 -m 0700 \(path)/closed/new"
        )
        #expect(
            user.obstacle(at: "\(path)/barred/inner")
                == "\(path)/barred belongs to \(owner) (mode 0700) and the service, which runs as 54321, may not pass through "
                + "it: chmod o+x \(path)/barred"
        )
        #expect(chmod("\(path)/barred", 0o701) == 0)
        #expect(user.obstacle(at: "\(path)/barred/inner") == nil)
    }

    /// A folder of its own that its user has closed; root is let in by the system.
    @Test func aModeOfItsOwnerIsMendedByIt() {
        make("own", 0o500)
        let told = FolderAccess(of: geteuid()).obstacle(at: "\(folder.path)/own")
        let says =
            "\(folder.path)/own belongs to \(owner) (mode 0500) and the service runs as \(owner): "
            + "chmod u+rwx \(folder.path)/own"
        #expect(told == (geteuid() == 0 ? nil : says))
        #expect(chmod("\(folder.path)/own", 0o700) == 0)
        #expect(FolderAccess(of: geteuid()).obstacle(at: "\(folder.path)/own") == nil)
    }

    /// Whom a judgement is about is said, unless it is who asks.
    @Test func theUserIsNamed() {
        let service = ServiceUser(of: folder.path)
        if geteuid() == 0 {
            let name = FolderAccess.name(of: service.id)
            #expect(service.assumption?.hasPrefix("judged for \(name), ") == true)
        } else {
            #expect(service.id == geteuid() && service.assumption == nil)
        }
    }
}
