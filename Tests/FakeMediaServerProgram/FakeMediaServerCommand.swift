import ArgumentParser
import FakeMediaServer
import FaultyServer
import Foundation

/// A media server for people and scripts to try clients with.
@main
struct FakeMediaServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake-media-server",
        abstract: "Speaks Jellyfin's or Emby's dialect on loopback and serves a made-up library.",
        discussion: """
            The items' pictures and sound are those of the files, in turn. While it runs:
              curl URL/fake/illegal             what was asked against the dialect's rules
              curl URL/fake/requests            what was asked; also open-sessions, encodings,
                                                live-streams, user-data?id=ID
              curl -X POST 'URL/fake/authorize' confirms the code that waits
              …/fake/revoke, expire?what=\(FakeExpiry.allCases.map(\.rawValue).joined(separator: "|"))
              …/fake/add?count=10&front=true, remove?count=10, total?offset=5
              …/fake/fault?path=/Videos/*&fault=NAME, clear?path=/Videos/*
              …/fake/refuse?seconds=10, silent?seconds=10, well
              …/fake/clock?seconds=-7200, else?on=true, redirect-streams?to=http://127.0.0.1:PORT
              …/fake/playback-error?error=NotAllowed, permit?transcoding=false&direct=true
            URL is here without a base path.

            Websockets, for a device by its id (or the first that has one):
              …/fake/remote             what each device did; heard?device=ID what it said
              …/fake/counts-by-path?since=SECONDS        how often each path was asked
              …/fake/restart?seconds=10&announced=none|restarting|shutting-down
              …/fake/refuse-upgrades?status=503&seconds=10
              …/fake/half-open?on=true                   neither reads, writes nor answers
              …/fake/cut-sockets?device=ID&code=1001&reset=true
              …/fake/garbage?device=ID&kind=KIND         one of
                \(FakeGarbage.allCases.map(\.rawValue).joined(separator: ", "))
              …/fake/long-message?device=ID&bytes=1048576, long-play?device=ID&count=10000
              curl --data '{"MessageType":…}' 'URL/fake/text?device=ID&piece=100'
              curl --data-binary @FILE 'URL/fake/raw?device=ID', ping?device=ID
              …/fake/library-changed, favorite?id=ID&on=true
            scripts/press-remote presses buttons as somebody's app does.

            Faults:
            \(Fault.names.map { "  \($0.name)  \($0.meaning)" }.joined(separator: "\n"))
            """)

    @Option(help: "One of \(FakeDialect.allCases.map(\.rawValue).joined(separator: ", ")).")
    var dialect = FakeDialect.jellyfin11.rawValue

    @Option(help: "Items in the library.")
    var items = 1000

    @Option(help: "The port on 127.0.0.1; 0 for a free one.")
    var port: UInt16 = 0

    @Option(help: "What stands before all paths, as in /jelly.")
    var basePath = ""

    @Option(help: "The user's name.")
    var user = "anna"

    @Option(help: "The user's password.")
    var password = "geheim"

    @Option(help: "What it says of its version.")
    var serverVersion: String?

    @Option(help: "Seconds after which a websocket without a KeepAlive is cut; not on Emby.")
    var keepAliveSeconds = 60

    @Option(help: "Seconds after which a websocket without a ping is cut; none for never.")
    var socketPingSeconds: Double?

    @Option(help: "Whether a websocket of Emby takes the token in a header: true or false.")
    var socketTakesHeader = true

    @Option(help: "Whether ids in messages are numbers where they look like one: true or false.")
    var numericIDs = false

    @Option(help: "Whether messages' data are texts that hold JSON: true or false.")
    var dataAsText = false

    @Argument(help: "The files that the items are served from.")
    var files: [String] = []

    func run() throws {
        guard let dialect = FakeDialect(rawValue: dialect) else {
            throw ValidationError("There is no dialect “\(dialect)”.")
        }
        var options = FakeMediaServer.Options(
            dialect: dialect, files: files, itemCount: items, basePath: basePath, userName: user,
            password: password)
        options.port = port
        if let serverVersion { options.version = serverVersion }
        options.keepAliveSeconds = max(1, keepAliveSeconds)
        options.socketPingSeconds = socketPingSeconds.map { max(0.1, $0) }
        options.socketTakesHeader = socketTakesHeader
        options.numericItemIDs = numericIDs
        options.dataAsText = dataAsText
        let server: FakeMediaServer
        do {
            server = try FakeMediaServer(options)
        } catch {
            throw ValidationError("It cannot start: \(error).")
        }
        // Encoders must not outlive it.
        for number in [SIGINT, SIGTERM] { signal(number, SIG_IGN) }
        let sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                server.close()
                Foundation.exit(0)
            }
            source.resume()
            return source
        }
        // The first line is for scripts.
        print("listening \(server.url)")
        print("user \(user)\npassword \(password)\napi-key \(server.apiKey)")
        fflush(nil)
        withExtendedLifetime(sources) { while true { pause() } }
    }
}
