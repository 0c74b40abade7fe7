import FlyingSocks
import Glibc

/// The way to the web server behind the gate: a socket without a name.
///
/// FlyingFox can only listen on an address. So it gets one in a folder that
/// exists for a moment, mode 0700; then the name is removed, and what is left is
/// a descriptor of this process, through which Linux still connects
/// (`/proc/self/fd`). Nobody can reach the server past the gate by any path.
final class HiddenDoor {
    private let parent: OwnedDescriptor
    private let folderName: String
    private let folder: OwnedDescriptor

    /// What the server is to bind. Short, however long the folder's own path is.
    var address: sockaddr_un { .unix(path: "/proc/self/fd/\(folder.number)/door") }

    /// Makes the folder in `parent`, which must stay open until `hide` or `giveUp`.
    ///
    /// - Throws: `system`.
    init(in parent: OwnedDescriptor) throws(ControlServerError) {
        let name = ".door-" + String(UInt64.random(in: 0 ... .max), radix: 16)
        guard mkdirat(parent.number, name, 0o700) == 0 else {
            throw .system("make a folder in the socket's folder", path: nil, errno: errno)
        }
        let number = openat(
            parent.number, name, LinuxConstants.openPath | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            let error = errno
            _ = unlinkat(parent.number, name, AT_REMOVEDIR)
            throw .system("open a folder in the socket's folder", path: nil, errno: error)
        }
        self.parent = parent
        folderName = name
        folder = OwnedDescriptor(owning: number)
    }

    /// Removes the socket's name, and the folder, now that the server listens.
    ///
    /// - Returns: the only handle that is left of the socket, for `connect(to:)`.
    /// - Throws: `system`; the name is removed all the same.
    func hide() throws(ControlServerError) -> OwnedDescriptor {
        defer { giveUp() }
        let number = openat(folder.number, "door", LinuxConstants.openPath | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else {
            throw .system("open the inner socket", path: nil, errno: errno)
        }
        return OwnedDescriptor(owning: number)
    }

    /// Removes everything; a second call does nothing.
    func giveUp() {
        guard folder.number >= 0 else { return }
        _ = unlinkat(folder.number, "door", 0)
        _ = unlinkat(parent.number, folderName, AT_REMOVEDIR)
        folder.close()
    }

    /// A new connection through what `hide` returned, nil when nobody takes it.
    static func connect(to door: OwnedDescriptor) -> OwnedDescriptor? {
        guard door.number >= 0, let address = UnixAddress(path: "/proc/self/fd/\(door.number)"),
            let connection = try? UnixAddress.makeSocket()
        else { return nil }
        guard address.apply(Glibc.connect, to: connection.number) == 0 else {
            connection.close()
            return nil
        }
        return connection
    }
}
