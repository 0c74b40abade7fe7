import Glibc
import WallPolicy

/// Reads a folder with all that is beneath it: bounded, links followed but never in a circle
/// and never out of the configured sources.
struct FolderWalk {
    /// What the walk tells while it goes; the watcher looks at a folder before it is read, so
    /// that nothing that comes meanwhile is missed.
    struct Hooks {
        var willRead: (_ folder: String) -> Void = { _ in }
        /// Whether the file is complete; a file that is being copied is left for later.
        var isComplete: (_ file: String) -> Bool = { _ in true }
    }

    let rules: OpenRules
    let hooks: Hooks
    /// Videos found, links followed, with the name that they have in the folder.
    private(set) var videos: [(path: String, name: String)] = []
    private(set) var problems: [SourceProblem] = []
    /// Videos at most.
    private let limit: Int
    private var visited = Set<Place>()
    private var isFull = false

    private struct Place: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    init(rules: OpenRules, limit: Int, hooks: Hooks) {
        self.rules = rules
        self.limit = limit
        self.hooks = hooks
    }

    /// Reads the folder.
    /// - Parameter root: absolute, links followed.
    mutating func walk(_ root: String) {
        // Depth first with the last first, so that the order is that of the names.
        var waiting = [(path: root, depth: 0)]
        while let folder = waiting.popLast(), !isFull {
            guard enter(folder.path) else { continue }
            if folder.depth > FolderRules.depthMax {
                problems.append(
                    SourceProblem(
                        subject: folder.path,
                        sentence: "The folder “\(folder.path)” lies more than "
                            + "\(FolderRules.depthMax) folders deep and is left out; name it as a "
                            + "source of its own."))
                continue
            }
            hooks.willRead(folder.path)
            let inner = read(folder.path)
            waiting += inner.reversed().map { ($0, folder.depth + 1) }
        }
    }

    /// False when the folder was read before: a link that leads back.
    private mutating func enter(_ path: String) -> Bool {
        switch FileSystem.status(path) {
        case .failure(let error):
            // Gone between the listing and now: nothing to say.
            if error.code != ENOENT { report(folder: path, error) }
            return false
        case .success(let status):
            return visited.insert(Place(device: status.device, inode: status.inode)).inserted
        }
    }

    /// Takes the folder's videos and returns its folders, both as people count.
    private mutating func read(_ folder: String) -> [String] {
        // More names than ten times the items of a wall are no folder of films.
        let entries: [FileSystem.Entry]
        switch FileSystem.entries(folder, limit: FolderRules.itemsMax * 10) {
        case .failure(let error):
            report(folder: folder, error)
            return []
        case .success(let found): entries = found
        }
        var unreadableNames = 0
        var files: [(path: String, name: String)] = []
        var folders: [(path: String, name: String)] = []
        for entry in entries {
            guard let name = entry.name else {
                unreadableNames += 1
                continue
            }
            if FolderRules.isHidden(name: name) { continue }
            let path = folder == "/" ? "/" + name : folder + "/" + name
            switch kind(of: path, name: name, type: entry.type) {
            case .folder(let path): folders.append((path, name))
            case .video(let path): files.append((path, name))
            case .other: break
            }
        }
        if unreadableNames > 0 {
            problems.append(
                SourceProblem(
                    subject: folder,
                    sentence: unreadableNames == 1
                        ? "In “\(folder)” one name is not written in UTF-8 and is left out; "
                            + "rename it."
                        : "In “\(folder)” \(unreadableNames) names are not written in UTF-8 "
                            + "and are left out; rename them."))
        }
        for file in files.sorted(by: { NaturalOrder.precedes($0.name, $1.name) }) {
            if videos.count >= limit {
                isFull = true
                problems.append(
                    SourceProblem(
                        subject: folder,
                        sentence: "There are more than \(FolderRules.itemsMax) videos; what comes "
                            + "after “\(file.path)” is left out. Name smaller folders."))
                break
            }
            videos.append(file)
        }
        return folders.sorted { NaturalOrder.precedes($0.name, $1.name) }.map(\.path)
    }

    private enum Kind {
        case folder(String)
        case video(String)
        case other
    }

    private mutating func kind(of path: String, name: String, type: UInt8) -> Kind {
        var isFolder = Int(type) == Int(DT_DIR)
        var isFile = Int(type) == Int(DT_REG)
        var path = path
        if Int(type) == Int(DT_LNK) || Int(type) == Int(DT_UNKNOWN) {
            // A link to nowhere is no news to anybody.
            guard case .success(let target) = FileSystem.resolved(path),
                case .success(let status) = FileSystem.status(target)
            else { return .other }
            isFolder = status.isFolder
            isFile = status.isFile
            guard isFolder || (isFile && FolderRules.isVideo(name: name)) else { return .other }
            if let problem = rules.problem(file: target) {
                problems.append(
                    SourceProblem(
                        subject: path,
                        sentence: "The link “\(path)” leads out of the configured sources and is "
                            + "left out; \(problem.subject) must be a source itself."))
                return .other
            }
            path = target
        }
        if isFolder { return .folder(path) }
        guard isFile, FolderRules.isVideo(name: name), hooks.isComplete(path) else { return .other }
        guard access(path, R_OK) == 0 else {
            let error = FileError(code: errno)
            if error.code != ENOENT {
                problems.append(
                    SourceProblem(
                        subject: path,
                        sentence: "The file “\(path)” cannot be read: \(error.reason); check its "
                            + "permissions."))
            }
            return .other
        }
        return .video(path)
    }

    private mutating func report(folder: String, _ error: FileError) {
        problems.append(
            SourceProblem(
                subject: folder,
                sentence: "The folder “\(folder)” cannot be read: \(error.reason); check its "
                    + "permissions and that its disk is there."))
    }
}
