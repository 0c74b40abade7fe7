import WallPolicy

/// Where relative paths and `~/` lead.
public struct SourcePlaces: Sendable, Equatable {
    /// The home folder, absolute, if there is one.
    public let home: String?
    /// The folder in which the program was started, absolute.
    public let workingFolder: String
    /// Places.
    public init(home: String?, workingFolder: String) {
        self.home = home
        self.workingFolder = workingFolder
    }
}

/// One look at all sources. Blocks on the file system and, for lists on the network, on the fetch.
struct SourceScan {
    /// What the watcher wants to know while the scan goes.
    struct Hooks {
        var folder = FolderWalk.Hooks()
        /// A single file whose coming, going and changing matters.
        var usesFile: (_ path: String) -> Void = { _ in }
    }

    /// Lists on the network that were read: they are fetched once, failed ones again.
    struct ListCache {
        var contents: [String: PlaylistContents] = [:]
    }

    /// What the next look depends on.
    struct Outcome {
        var catalogue = SourceCatalogue()
        /// Mounts that hold folders and files of the sources.
        var mounts: [MountTable.Mount] = []
        /// Something that was named is not there: worth a look more often.
        var lacksSomething = false
    }

    private let hooks: Hooks
    private let fetch: ListFetch
    private let mountTable: MountTable
    private var rules = OpenRules(roots: [])
    private var outcome = Outcome()
    private var known = Set<ItemID>()
    private var problems: [SourceProblem] = []

    /// Looks at the sources.
    static func run(
        sources: [String], places: SourcePlaces, hooks: Hooks, cache: inout ListCache,
        fetch: @escaping ListFetch
    ) -> Outcome {
        var scan = SourceScan(hooks: hooks, fetch: fetch, mountTable: .current())
        var specifications: [SourceSpecification] = []
        for source in sources {
            switch SourceSpecification.parse(
                source, home: places.home, workingFolder: places.workingFolder)
            {
            case .success(let specification): specifications.append(specification)
            case .failure(let problem):
                scan.problems.append(problem)
                scan.outcome.catalogue.redactedSources.append(problem.subject)
            }
        }
        scan.rules = OpenRules(roots: specifications.compactMap(SourceScan.root))
        for specification in specifications {
            scan.outcome.catalogue.redactedSources.append(specification.redacted)
            scan.take(specification, cache: &cache)
        }
        return scan.finished()
    }

    private init(hooks: Hooks, fetch: @escaping ListFetch, mountTable: MountTable) {
        self.hooks = hooks
        self.fetch = fetch
        self.mountTable = mountTable
    }

    /// What of the file system the source opens: itself; of a list its folder, because that is
    /// where the entries of a list lie.
    private static func root(_ specification: SourceSpecification) -> String? {
        switch specification {
        case .path(let path): try? FileSystem.resolved(path).get()
        case .list(let path): try? FileSystem.resolved(PathText.folder(of: path)).get()
        case .url, .listURL: nil
        }
    }

    private mutating func take(_ specification: SourceSpecification, cache: inout ListCache) {
        switch specification {
        case .path(let path): take(path: path)
        case .list(let path): take(list: path)
        case .url(let url): add(.url(url))
        case .listURL(let url): take(listURL: url, cache: &cache)
        }
    }

    /// A folder or a file.
    private mutating func take(path: String) {
        guard let found = look(at: path, called: "“\(path)”", subject: path) else { return }
        guard found.status.isFolder else {
            takeFile(found, path: path, title: nil, called: "“\(path)”", subject: path)
            return
        }
        var walk = FolderWalk(
            rules: rules, limit: FolderRules.itemsMax - known.count, hooks: hooks.folder)
        let mount = use(mountOf: found.path)
        walk.walk(found.path)
        problems += walk.problems
        for video in walk.videos {
            add(.file(path: video.path, title: PathText.title(of: video.name), mount: mount))
        }
        if walk.videos.isEmpty && walk.problems.isEmpty {
            report(
                path, "The folder “\(path)” holds no videos; put some into it or name another one.")
        }
    }

    /// A list on this machine.
    private mutating func take(list path: String) {
        guard let found = look(at: path, called: "The list “\(path)”", subject: path) else {
            return
        }
        // A folder may be called `films.m3u`.
        if found.status.isFolder {
            take(path: path)
            return
        }
        hooks.usesFile(path)
        switch FileSystem.bytes(found.path, limit: PlaylistReader.listBytesMax) {
        case .failure(let error):
            report(
                path, "The list “\(path)” cannot be read: \(error.reason); check the file.",
                lacks: true)
        case .success(let bytes):
            let contents = PlaylistReader.read(
                bytes, format: PlaylistFormat(name: path) ?? .m3u,
                base: .folder(PathText.folder(of: path)))
            if let hls = contents.hls {
                let item = MediaItem.file(path: found.path, mount: use(mountOf: found.path))
                add(
                    MediaItem(
                        id: item.id, title: item.title, location: item.location,
                        isLive: hls.isLive ?? false, source: item.source))
            } else {
                take(contents, of: path)
            }
        }
    }

    /// A list on the network, or the HLS playlist that a `.m3u8` proves to be.
    private mutating func take(listURL url: String, cache: inout ListCache) {
        let shown = OpenRules.redacted(url)
        let isProbablyHLS = PathText.fileExtension(of: URLParts(url)?.path ?? "") == "m3u8"
        switch contents(of: url, cache: &cache) {
        case .failure(let failure):
            outcome.lacksSomething = true
            if isProbablyHLS {
                // Its player says on the cell what is wrong, and goes on trying.
                add(.url(url))
            } else {
                report(
                    shown,
                    "The list “\(shown)” could not be fetched: \(failure.reason); it is tried "
                        + "again every minute.")
            }
        case .success(let contents):
            guard let hls = contents.hls else {
                take(contents, of: shown)
                return
            }
            var isLive = hls.isLive
            if isLive == nil, let variant = hls.firstVariant,
                case .success(let inner) = self.contents(of: variant, cache: &cache)
            {
                isLive = inner.hls?.isLive
            }
            add(.url(url, isLive: isLive ?? false))
        }
    }

    private func contents(
        of url: String, cache: inout ListCache
    ) -> Result<PlaylistContents, ListFetchFailure> {
        if let contents = cache.contents[url] { return .success(contents) }
        let fetched = fetch(url).flatMap { bytes -> Result<PlaylistContents, ListFetchFailure> in
            guard bytes.count <= PlaylistReader.listBytesMax else {
                return .failure(ListFetchFailure(reason: "it is too large for a list"))
            }
            let format = PlaylistFormat(name: URLParts(url)?.path ?? "") ?? .m3u
            return .success(PlaylistReader.read(bytes, format: format, base: .url(url)))
        }
        if case .success(let contents) = fetched { cache.contents[url] = contents }
        return fetched
    }

    /// The entries of a list; bad ones are named and left out.
    private mutating func take(_ contents: PlaylistContents, of list: String) {
        for problem in contents.problems {
            let subject = "\(list), line \(problem.line)"
            report(subject, "Line \(problem.line) of “\(list)” is left out: \(problem.reason).")
        }
        if contents.problemsLeftOut > 0 {
            report(list, "“\(list)” has \(contents.problemsLeftOut) more lines that are left out.")
        }
        for entry in contents.entries {
            switch entry.target {
            case .url(let url): add(.url(url, title: entry.title, isLive: entry.isLive))
            case .file(let path):
                let subject = "\(list), line \(entry.line)"
                let name = "Line \(entry.line) of “\(list)”, “\(path)”,"
                guard let found = look(at: path, called: name, subject: subject) else { continue }
                if found.status.isFolder {
                    report(subject, "\(name) is a folder; name it as a source of its own.")
                } else if let problem = rules.problem(file: found.path) {
                    report(subject, "Line \(entry.line) of “\(list)”: \(problem.sentence)")
                } else {
                    takeFile(found, path: path, title: entry.title, called: name, subject: subject)
                }
            }
        }
        if contents.entries.isEmpty && contents.problems.isEmpty {
            report(list, "The list “\(list)” is empty; write paths or addresses into it.")
        }
    }

    private struct Found {
        let path: String
        let status: FileSystem.Status
    }

    /// What the path leads to; reports it when that is nothing.
    private mutating func look(at path: String, called name: String, subject: String) -> Found? {
        let looked = FileSystem.resolved(path).flatMap { resolved in
            FileSystem.status(resolved).map { Found(path: resolved, status: $0) }
        }
        switch looked {
        case .success(let found): return found
        case .failure(let error):
            hooks.usesFile(path)
            report(
                subject, "\(name) cannot be opened: \(error.reason); check its path.", lacks: true)
            return nil
        }
    }

    private mutating func takeFile(
        _ found: Found, path: String, title: String?, called name: String, subject: String
    ) {
        hooks.usesFile(path)
        guard found.status.isFile else {
            report(subject, "\(name) is neither a file nor a folder; name a video.")
            return
        }
        guard hooks.folder.isComplete(found.path) else { return }
        if let error = FileSystem.openProblem(found.path) {
            report(
                subject, "\(name) cannot be read: \(error.reason); check its permissions.",
                lacks: true)
            return
        }
        add(
            .file(
                path: found.path, title: title ?? PathText.title(of: path),
                mount: use(mountOf: found.path)))
    }

    private mutating func use(mountOf path: String) -> String {
        let mount = mountTable.mount(of: path)
        if !outcome.mounts.contains(mount) { outcome.mounts.append(mount) }
        return mount.path
    }

    private mutating func add(_ item: MediaItem) {
        guard known.count < FolderRules.itemsMax, known.insert(item.id).inserted else { return }
        outcome.catalogue.items.append(item)
    }

    private mutating func report(_ subject: String, _ sentence: String, lacks: Bool = false) {
        problems.append(SourceProblem(subject: subject, sentence: sentence))
        if lacks { outcome.lacksSomething = true }
    }

    private func finished() -> Outcome {
        var outcome = outcome
        let more = problems.count - SourceCatalogue.problemsMax
        outcome.catalogue.problems = Array(problems.prefix(SourceCatalogue.problemsMax))
        if more > 0 {
            outcome.catalogue.problems.append(
                SourceProblem(
                    subject: "sources", sentence: "\(more) more problems are not shown."))
        }
        return outcome
    }
}
