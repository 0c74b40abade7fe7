import Glibc
import WallPolicy

/// Notices what changes in folders (inotify(7)). One folder a watch, names of single files in
/// it where only those matter. Used on one thread.
final class FolderWatch {
    /// Watches at most: a desktop's whole share is 8,192 on older kernels.
    static let watchesMax = 8192

    /// What was noticed since the last call.
    struct Changes {
        /// Something that matters to the sources.
        var isRelevant = false
        /// More happened than the kernel kept.
        var isOverflown = false
    }

    /// To be waited for; −1 where the system gives no notifications.
    let descriptor: Int32
    /// True when not all that should be watched is.
    private(set) var isLimited = false
    /// Files that somebody made and has not closed yet: half of a copy.
    private(set) var beingWritten = Set<String>()
    /// Files closed or moved in since the last `settle()`: complete, however new.
    private(set) var completed = Set<String>()

    private struct Watched {
        var path: String
        /// Names that matter, nil for all.
        var names: Set<String>?
    }
    private var watched: [Int32: Watched] = [:]
    private var descriptors: [String: Int32] = [:]
    private var marked = Set<String>()

    init() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        // Out of instances (128 for each user by default): the rescans are what is left.
        if descriptor < 0 { isLimited = true }
    }

    deinit {
        guard descriptor >= 0 else { return }
        let closed = close(descriptor)
        assert(closed == 0, "close: \(errno)")
    }

    /// Begins a new look at the sources: what is not watched again until `endLook` is let go.
    func beginLook() {
        marked = []
        if descriptor >= 0 { isLimited = false }
        for key in watched.keys { watched[key]?.names = [] }
    }

    /// Watches all of a folder.
    func watch(folder: String) {
        guard let key = add(folder) else { return }
        watched[key]?.names = nil
    }

    /// Watches one file, which need not exist.
    func watch(file: String) {
        guard let key = add(PathText.folder(of: file)) else { return }
        watched[key]?.names?.insert(PathText.name(of: file))
    }

    /// Lets go what the look did not name.
    func endLook() {
        for (path, key) in descriptors where !marked.contains(path) {
            // Fails where the folder is gone and the kernel let it go already.
            _ = inotify_rm_watch(descriptor, key)
            descriptors[path] = nil
            watched[key] = nil
        }
    }

    /// Forgets which files were completed: the look that follows takes them.
    func settle() { completed = [] }

    private func add(_ path: String) -> Int32? {
        if let key = descriptors[path] {
            marked.insert(path)
            return key
        }
        guard descriptor >= 0, watched.count < FolderWatch.watchesMax else {
            isLimited = true
            return nil
        }
        let mask =
            IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ATTRIB
        let key = inotify_add_watch(descriptor, path, UInt32(mask) | UInt32(IN_ONLYDIR))
        guard key >= 0 else {
            // ENOSPC: the user's share of watches is used up. Others: the folder is gone.
            if errno == ENOSPC || errno == ENOMEM { isLimited = true }
            return nil
        }
        // The same folder under another path (a bind mount) has the same watch.
        if let old = watched[key] { descriptors[old.path] = nil }
        watched[key] = Watched(path: path, names: watched[key].map { $0.names } ?? [])
        descriptors[path] = key
        marked.insert(path)
        return key
    }

    /// Reads all that the kernel has to tell.
    func drain() -> Changes {
        var changes = Changes()
        guard descriptor >= 0 else { return changes }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            // EAGAIN: nothing more.
            guard count > 0 else { return changes }
            buffer[..<count].withUnsafeBytes { bytes in
                var offset = 0
                let head = MemoryLayout<inotify_event>.size
                while offset + head <= bytes.count {
                    let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    let end = min(offset + head + Int(event.len), bytes.count)
                    let name = bytes[(offset + head)..<end].prefix { $0 != 0 }
                    note(event, name: String(decoding: name, as: UTF8.self), in: &changes)
                    offset = end
                }
            }
        }
    }

    private func note(_ event: inotify_event, name: String, in changes: inout Changes) {
        func has(_ flag: Int32) -> Bool { event.mask & UInt32(flag) != 0 }
        if has(IN_Q_OVERFLOW) {
            beingWritten = []
            changes.isOverflown = true
            changes.isRelevant = true
            return
        }
        guard let folder = watched[event.wd] else { return }
        if has(IN_IGNORED) {
            watched[event.wd] = nil
            descriptors[folder.path] = nil
            return
        }
        if has(IN_DELETE_SELF) || has(IN_MOVE_SELF) {
            changes.isRelevant = true
            return
        }
        // IN_ATTRIB on the folder itself has no name: its permissions changed.
        let isFolder = event.mask & UInt32(IN_ISDIR) != 0
        let matters =
            folder.names.map { $0.contains(name) }
            ?? (isFolder ? !FolderRules.isHidden(name: name) : FolderRules.isVideo(name: name))
        guard matters || name.isEmpty else { return }
        let path = folder.path == "/" ? "/" + name : folder.path + "/" + name
        if has(IN_CREATE), !isFolder, isPlainNewFile(path) {
            beingWritten.insert(path)
            return
        }
        if has(IN_CLOSE_WRITE) || has(IN_MOVED_TO) {
            beingWritten.remove(path)
            completed.insert(path)
        }
        if has(IN_DELETE) || has(IN_MOVED_FROM) { beingWritten.remove(path) }
        // A copy's permissions and times are set while it is still open.
        if has(IN_ATTRIB) && beingWritten.contains(path) { return }
        changes.isRelevant = true
    }

    /// Whether a made file will be closed by its maker; a symbolic or second hard link is not.
    private func isPlainNewFile(_ path: String) -> Bool {
        guard case .success(let status) = FileSystem.status(path, followsLink: false) else {
            return false
        }
        return status.isFile && status.links == 1
    }
}
