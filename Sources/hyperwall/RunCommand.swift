import ArgumentParser
import ControlServer
import Foundation
import Geometry
import Logging
import Systemd
import Tunables
import WallRuntime

/// Plays the wall.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Plays the wall (the default).")

    @OptionGroup var common: CommonOptions

    @Option(help: "Columns × rows on each display, as 3x3 (HYPERWALL_GRID).")
    var grid: String?

    @Option(help: "auto, gl or software (HYPERWALL_RENDERER).")
    var renderer: String?

    @Flag(help: "Draws without a display, for tests and pictures.")
    var headless = false

    @Option(help: "A window of this size, as 1280x720, instead of the whole display.")
    var window: String?

    @Option(
        help: ArgumentHelp(
            "Who waits between starts that fail, where somebody starts the wall again.",
            visibility: .hidden))
    var restarts: Restarts?

    @Argument(help: "Folders, files, lists (.m3u, .m3u8, .pls) and URLs.")
    var sources: [String] = []

    func run() throws {
        // Before any thread is made: later ones inherit it.
        SignalWatch.block()
        if let slip = CommandSlip(sources) { throw slip.failure }
        let environment = ProcessInfo.processInfo.environment
        let loader = try common.loader(extra: flags)
        let notifier = ServiceNotifier(environment: environment, processID: getpid())
        ServiceNotifier.keepFromChildren()
        let resolution = loader.load()
        try resolution.endIfWrong()
        let places = Places(environment: environment, program: Places.program)
        let logger = Self.makeLogger(resolution, places)
        for warning in resolution.warnings { logger.warning("\(warning.message)") }
        let socket = SocketPath.resolve(
            name: resolution.settings.name, explicit: resolution.settings.socket,
            environment: environment, uid: getuid())
        let starts = StartHistory(folder: places.state, name: resolution.settings.name) {
            logger.warning("\($0)")
        }
        let life = WallLife(
            notifier: notifier, starts: starts, isRestarted: notifier != nil && restarts != nil)
        let status = try play(
            WallOptions(
                resolution: resolution, headless: headless, windowSize: try windowSize(),
                version: Version.text, shaderFolder: places.share + "/Shaders",
                stateFolder: places.state, pictureFolder: places.pictures, life: life),
            loader: loader, places: places, socket: socket, logger: logger)
        if status != 0 { throw ExitCode(status) }
    }

    private func play(
        _ wanted: WallOptions, loader: ConfigurationLoader, places: Places, socket: SocketPath,
        logger: Logger
    ) throws(WallFailure) -> Int32 {
        let access = LateWall(journal: places.journal)
        SignalWatch.start { access.take(signal: $0, loader: loader) }
        var wanted = wanted
        let web = try Self.web(&wanted)
        let server = ControlServer(
            wall: access, socket: socket, web: web, share: places.share,
            peers: PeerSettings(
                walls: wanted.resolution.settings.peers,
                caFile: wanted.resolution.settings.tlsCAFile), logger: logger)
        do throws(ControlServerError) {
            // First of all: it holds the name, and a second wall of that name must not open windows.
            try server.start()
        } catch {
            // EX_CANTCREAT
            throw WallFailure("\(error)", exitStatus: 73)
        }
        defer { server.stop() }
        wanted.page = WebPlace.open(server, web) ?? wanted.page
        if let page = wanted.page {
            if let problem = page.problem {
                logger.warning("\(problem)")
            } else {
                logger.notice("The control page is at \(page.address)")
            }
        }
        let opener = PageOpener(server, logger) { access.take(page: $0) }
        if let web, wanted.page?.problem != nil { opener.begin(web) }
        defer { opener.end() }
        let options = begin(wanted, loader: loader, places: places, logger: logger)
        access.endsEarly { options.life.ends(with: 0) }
        do throws(WallFailure) {
            return try show(options, access: access, places: places, logger: logger)
        } catch {
            options.life.ends(with: error.exitStatus)
            throw error
        }
    }

    /// Where the page is, if anywhere.
    /// - Throws: one sentence, where somebody is there to read it; else the wall says it.
    private static func web(_ options: inout WallOptions) throws(WallFailure) -> WebSettings? {
        do throws(WebTokenProblem) {
            return try WebPlace.settings(options.resolution.settings)
        } catch {
            guard options.isUnwatched else { throw WallFailure("\(error)", exitStatus: 2) }
            options.page = WebPlace.off("\(error)")
            return nil
        }
    }

    /// Looks at how earlier starts went, and makes this one accordingly.
    private func begin(
        _ wanted: WallOptions, loader: ConfigurationLoader, places: Places, logger: Logger
    ) -> WallOptions {
        var options = wanted
        let plan = options.life.starts?.begin()
        options.life.plan = plan
        if restarts == .wall { options.life.holdBack { logger.warning("\($0)") } }
        if plan?.isSafe == true {
            options.resolution = loader.safe(options.resolution.settings).load()
        }
        if options.isUnwatched {
            do throws(WallFailure) {
                _ = try WallLink.settings(options, places)
            } catch {
                logger.error("\(error)")
                options.resolution.runsWithout(error.sentence)
            }
        }
        options.life.starts?.beginsToShow()
        return options
    }

    private func show(
        _ options: WallOptions, access: LateWall, places: Places, logger: Logger
    ) throws(WallFailure) -> Int32 {
        let wall = try Wall(options, logger: logger)
        let remote = wall.remote
        access.adopt(remote)
        let feed = SourceFeed(
            settings: options.resolution.settings, places: places, wall: remote,
            isUnwatched: options.isUnwatched, fetch: ListFetcher.fetch)
        defer { feed.stop() }
        let link = try WallLink(options, places, remote, feed, logger)
        if let link { wall.adopt(link.server) }
        try feed.start()
        let exitStatus = wall.run()
        link?.end()
        return exitStatus
    }

    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["HYPERWALL_GRID"] = grid
        flags["HYPERWALL_RENDERER"] = renderer
        if !sources.isEmpty { flags["HYPERWALL_SOURCES"] = sources.joined(separator: "\n") }
        return flags
    }

    private func windowSize() throws -> PixelSize? {
        guard let window else { return nil }
        let parts = window.lowercased().split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (16...16384).contains($0) }) else {
            throw ValidationError("--window takes WIDTHxHEIGHT in pixels, as 1280x720.")
        }
        return PixelSize(width: parts[0], height: parts[1])
    }

    private static func makeLogger(_ resolution: Resolution, _ places: Places) -> Logger {
        LogThreshold.set(resolution.settings.log)
        let file = LogFile(path: "\(places.state)/\(resolution.settings.name).log")
        return Logger(label: "hyperwall") { WallLogHandler(label: $0, file: file) }
    }
}
