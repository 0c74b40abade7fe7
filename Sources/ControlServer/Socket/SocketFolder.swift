import Glibc

/// The folder of a wall's socket. Whoever can write in it could put another
/// socket in the place of ours, so it is looked at before anything is trusted to it.
enum SocketFolder {
    /// Makes the folder with mode 0700 when it is missing (its parent must exist)
    /// and checks that nobody but us, or root, can change what is in it.
    ///
    /// - Returns: the open folder. What is done next is done through it, so that
    ///   the folder that was checked is the folder that is used.
    /// - Throws: `untrusted` or `system`.
    static func prepare(_ path: String) throws(ControlServerError) -> OwnedDescriptor {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .system("make the folder", path: path, errno: errno)
        }
        try checkLink(path)
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            if errno == ENOTDIR { throw .untrusted(path: path, reason: "is no folder") }
            throw .system("open the folder", path: path, errno: errno)
        }
        let folder = OwnedDescriptor(owning: number)
        do throws(ControlServerError) {
            try check(folder, path)
            return folder
        } catch {
            folder.close()
            throw error
        }
    }

    /// A link that someone else made could point to a folder of ours that is
    /// meant for something else.
    private static func checkLink(_ path: String) throws(ControlServerError) {
        var info = stat()
        guard lstat(path, &info) == 0 else {
            throw .system("look at the folder", path: path, errno: errno)
        }
        if info.st_mode & S_IFMT == S_IFLNK, info.st_uid != geteuid(), info.st_uid != 0 {
            throw .untrusted(path: path, reason: "is a link that another user made")
        }
    }

    private static func check(
        _ folder: OwnedDescriptor, _ path: String
    ) throws(ControlServerError) {
        var info = stat()
        guard fstat(folder.number, &info) == 0 else {
            throw .system("look at the folder", path: path, errno: errno)
        }
        guard info.st_uid == geteuid() || info.st_uid == 0 else {
            throw .untrusted(path: path, reason: "belongs to another user")
        }
        guard info.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw .untrusted(path: path, reason: "can be written to by other users")
        }
    }
}
