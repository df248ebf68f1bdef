package import Execution
package import Principals

/// Passwords of a users file.
package final class PasswordVerifier: CredentialVerifier {
    private let users: WatchedFile<UsersFile>
    private let slots: PasswordSlots
    private let remembered: RememberedPasswords

    /// `report` is told what is wrong with the file, once.
    package init(
        usersFile path: String,
        slots: PasswordSlots = PasswordSlots(),
        timepiece: Timepiece = .system,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.slots = slots
        remembered = RememberedPasswords(timepiece: timepiece)
        users = WatchedFile(
            path: path,
            maxBytes: UsersFile.maxBytes,
            empty: .empty,
            absenceIsEmpty: false,
            timepiece: timepiece,
            parse: { UsersFile.parse($0, path: path) },
            report: report
        )
    }

    /// The user of a password that was right within the last minute, by the file as it is now: it costs next to nothing.
    package func remembered(_ credential: PresentedCredential) -> Principal? {
        guard case .password(let user, let password) = credential, Self.canBeRight(user, password),
            remembered.has(user, password, users.current().generation)
        else { return nil }
        return Principal(name: user, groups: [])
    }

    package func verdict(on credential: PresentedCredential, context: WorkContext) -> Verdict? {
        guard case .password(let user, let password) = credential else { return nil }
        guard Self.canBeRight(user, password) else { return .bad }
        let reading = users.current()
        let (users, generation) = (reading.content, reading.generation)
        let hash = users.hash(of: user)
        guard let tried = hash ?? users.standIn(for: user) else { return .bad }
        do throws(Interruption) {
            let isRight = try slots.withSlot(context) { slot in
                // Of requests that a client sends side by side the first one is hashed.
                if remembered.has(user, password, generation) { return true }
                guard slot.fits(password, tried), hash != nil else { return false }
                remembered.add(user, password, generation)
                return true
            }
            return isRight ? .known(Principal(name: user, groups: [])) : .bad
        } catch {
            return .unknowable
        }
    }

    /// No user has such a name, or libcrypt takes no such password: it ends at a zero.
    private static func canBeRight(_ user: String, _ password: String) -> Bool {
        UserName.isOne(user) && password.utf8.count <= CryptBlock.maxPasswordBytes
            && !password.utf8.contains(0)
    }
}
