import FakeMediaServer
import Foundation
import TestSupport
import WallPolicy

/// A media server, a wall before it that can be reached by HTTP, and a browser.
struct PageStage {
    /// The token of the walls here.
    static let token = "page-test-token-0123456789abcdef"
    /// Pixels of the X screen.
    static let screen = (width: 640, height: 360)

    let stage: WallStage
    let server: FakeMediaServer
    let browser: Browser
    /// Where the wall's page is.
    let port: UInt16
    /// What the wall is told of it.
    let listen: String
    /// The address as the browser is given it.
    let url: String

    /// - Parameters:
    ///   - host: nil for loopback, else an address of this machine by which the browser comes as
    ///     from elsewhere.
    ///   - items: that the media server has.
    static func with(
        host: String? = nil, items: Int = 40, _ body: (PageStage) async throws -> Void
    ) async throws {
        let films = try await onThread {
            try ClipStore.paths(RulerColor.allCases.map { .ruler($0.rawValue, seconds: 300) })
        }
        try await WallStage.with(screen: screen) { stage in
            for (name, words) in [("password", "geheim"), ("token", token)] {
                guard
                    FileManager.default.createFile(
                        atPath: stage.folder.at(name), contents: Data("\(words)\n".utf8),
                        attributes: [.posixPermissions: 0o600])
                else { throw WallProcess.Timeout(description: "\(name) cannot be written") }
            }
            var options = FakeMediaServer.Options(
                dialect: .jellyfin12, files: films, itemCount: items)
            options.allowsManyPlays = true
            options.hasLiveTV = false
            let server = try FakeMediaServer(options)
            defer { server.close() }
            let port = try freePort()
            try await Browser.with { browser in
                try await body(
                    PageStage(
                        stage: stage, server: server, browser: browser, port: port,
                        listen: "\(host == nil ? "127.0.0.1" : "0.0.0.0"):\(port)",
                        url: "http://\(host ?? "127.0.0.1"):\(port)/"))
            }
        }
    }

    /// A port that was free a moment ago: the wall must have the same one again after its end.
    private static func freePort() throws -> UInt16 {
        let (socket, port) = try TestSocket.listeningOnLoopback()
        socket.close()
        return port
    }

    /// Starts the wall.
    func wall<Result>(
        _ grid: String = "2x2", _ own: [String: String] = [:],
        _ play: (WallProcess) async throws -> Result
    ) async throws -> Result {
        let all = [
            "HYPERWALL_SERVER_URL": server.url, "HYPERWALL_USERNAME": "anna",
            "HYPERWALL_PASSWORD_FILE": stage.folder.at("password"),
            "HYPERWALL_HTTP": listen, "HYPERWALL_HTTP_TOKEN_FILE": stage.folder.at("token"),
            "HYPERWALL_SHUFFLE": "0", "HYPERWALL_RETRY_BASE_S": "0.5", "HYPERWALL_RESUME": "0",
            "HYPERWALL_RETRY_MAX": "0", "HYPERWALL_CRASHLOOP_THRESHOLD": "3",
            "XDG_CONFIG_HOME": stage.folder.at("config"),
        ]
        return try await stage.wall(
            ["--grid", grid], environment: all.merging(own) { $1 }, play)
    }

    /// What the X server shows now.
    func picture() async throws -> WallPicture {
        let server = try stage.server.orFail("there is no X server")
        return try await WallPicture(
            of: server, width: Self.screen.width, height: Self.screen.height)
    }

    /// Waits until the X server shows what is wanted.
    /// - Throws: `WallProcess.Timeout` when it does not in time.
    @discardableResult
    func shows(
        _ what: String, within time: Duration = .patience,
        until condition: (WallPicture) -> Bool
    ) async throws -> WallPicture {
        var last: WallPicture?
        let found = try await soon(within: time) { () -> WallPicture? in
            let picture = try await picture()
            last = picture
            return condition(picture) ? picture : nil
        }
        if let found { return found }
        try await keep("failed")
        throw WallProcess.Timeout(
            description: "Not to be seen: \(what); is there a picture: \(last != nil)")
    }

    /// Waits until `status` is as wanted, and the X server shows in each cell the item that
    /// `status` names.
    @discardableResult
    func agrees(
        _ wall: WallProcess, _ what: String, within time: Duration = .patience,
        until condition: (WallSnapshot) -> Bool
    ) async throws -> WallSnapshot {
        var last = ""
        let found = try await soon(within: time) { () -> WallSnapshot? in
            let now = try await wall.wait(what, within: time, until: condition)
            let wrong = Self.disagreements(now, try await picture())
            last = wrong.joined(separator: ", ")
            return wrong.isEmpty ? now : nil
        }
        if let found { return found }
        try await keep("failed")
        throw WallProcess.Timeout(description: "\(what): status and screen differ: \(last)")
    }

    private static func disagreements(_ wall: WallSnapshot, _ picture: WallPicture) -> [String] {
        wall.cells.filter { !$0.hidden }.compactMap { cell in
            let seen = picture.ruler(in: cell.rect).color
            guard let wanted = RulerColor(title: cell.title), cell.isPlaying, seen != wanted
            else { return cell.isPlaying && seen != nil ? nil : "cell \(cell.number): \(cell)" }
            return "cell \(cell.number) plays \(cell.title), \(wanted), and shows "
                + (seen.map { "\($0)" } ?? "none")
        }
    }

    /// Where a person finds pictures of page and wall afterwards; nil: nobody asked.
    static let pictures = ProcessInfo.processInfo.environment["WALL_TEST_PICTURES"]

    /// Keeps pictures of page and wall, if somebody asked for them.
    func keep(_ name: String) async throws {
        guard let folder = Self.pictures else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try await browser.screenshot().write(
            to: URL(fileURLWithPath: "\(folder)/\(name)-page.png"))
        let display = stage.server?.display ?? ""
        _ = try await onThread {
            try ProgramRun.of(
                "ffmpeg",
                [
                    "-nostdin", "-v", "error", "-y", "-f", "x11grab", "-draw_mouse", "0",
                    "-video_size", "\(Self.screen.width)x\(Self.screen.height)", "-i", display,
                    "-frames:v", "1", "\(folder)/\(name)-wall.png",
                ])
        }
    }
}
