import ArgumentParser
import ControlServer
import Foundation
import HTTPTransport
import Tunables
import WallPolicy
import WallRuntime

/// How a wall is, or several.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says how the running wall is.",
        discussion: """
            With --host, another machine's wall; with several of them a table, in which one that \
            does not answer has its reason. Then, --json is an array.
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "Another machine's wall, as foyer, foyer:8585 or https://walls.example; may be repeated.",
            valueName: "wall"))
    var host: [String] = []

    @Option(
        name: .customLong("token-file"),
        help: "The file that holds its token: one for all of them, or one for each, in order.")
    var tokenFile: [String] = []

    @Flag(help: "The whole snapshot as JSON.")
    var json = false

    func run() throws {
        guard !host.isEmpty else {
            guard tokenFile.isEmpty else {
                throw UsageFailure.make("--token-file goes with --host: here, no token is needed.")
            }
            return try show(try WallClient(common).get("/api/v1/status"), of: nil)
        }
        let walls = try remoteWalls()
        let answers = WallSurvey.ask(walls)
        guard walls.count > 1 else {
            return try show(try answers[0].get(), of: walls[0].address.name)
        }
        if json { try showArray(walls, answers) } else { showTable(walls, answers) }
        for case .failure(let failure) in answers { throw ExitCode(failure.exitStatus) }
    }

    private func remoteWalls() throws -> [RemoteWall] {
        guard host.count <= WallSurvey.wallsMax else {
            throw UsageFailure.make("--host can be given \(WallSurvey.wallsMax) times.")
        }
        guard tokenFile.count <= 1 || tokenFile.count == host.count else {
            throw UsageFailure.make(
                "--token-file is given once for all walls, or once for each --host.")
        }
        let settings = try ControlOptions.settings(common)
        return try host.enumerated().map { index, host in
            let file = tokenFile.count > 1 ? tokenFile[index] : tokenFile.first
            return try RemoteWall(host: host, tokenFile: file, settings)
        }
    }

    /// - Parameter host: the wall's address, when it is another machine's.
    private func show(_ bytes: [UInt8], of host: String?) throws {
        guard let snapshot = SnapshotJSON.decode(foreign: bytes) else {
            throw WallSurvey.noWall(at: host ?? "the wall's socket")
        }
        if json {
            Terminal.line(JSONLine.text(of: bytes))
        } else {
            for line in StatusText.lines(snapshot) { Terminal.line(line) }
        }
    }

    private func showTable(_ walls: [RemoteWall], _ answers: [Result<[UInt8], WallFailure>]) {
        let rows = zip(walls, answers).map { wall, answer in
            let snapshot = (try? answer.get()).flatMap(SnapshotJSON.decode(foreign:))
            var reason: String?
            if case .failure(let failure) = answer { reason = failure.sentence }
            return WallTable.Row(host: wall.address.name, snapshot: snapshot, reason: reason)
        }
        for line in WallTable.lines(rows) { Terminal.line(line) }
    }

    /// One wall of several, as JSON; its snapshot follows as it came.
    private struct Element: Encodable {
        var host: String
        var reason: String?
    }

    private func showArray(
        _ walls: [RemoteWall], _ answers: [Result<[UInt8], WallFailure>]
    ) throws {
        let elements = try zip(walls, answers).map { wall, answer -> String in
            switch answer {
            case .success(let bytes):
                let element = try JSONLine.text(Element(host: wall.address.name))
                return "\(element.dropLast()),\"status\":\(JSONLine.text(of: bytes))}"
            case .failure(let failure):
                return try JSONLine.text(
                    Element(host: wall.address.name, reason: failure.sentence))
            }
        }
        Terminal.line("[\(elements.joined(separator: ",\n"))]")
    }
}

/// Several walls, asked at once.
enum WallSurvey {
    /// More are a task for a monitoring system.
    static let wallsMax = 64
    /// What a person waits for.
    private static let time = Duration.seconds(10)

    /// Their snapshots as they came, each known to be one, in the order of the walls.
    static func ask(_ walls: [RemoteWall]) -> [Result<[UInt8], WallFailure>] {
        guard let first = walls.first else { return [] }
        var settings = first.settings
        settings.transfersMax = wallsMax
        let client = HTTPClient(settings)
        defer { client.close() }
        return Blocking.run {
            await withTaskGroup(of: (Int, Result<[UInt8], WallFailure>).self) { group in
                for (index, wall) in walls.enumerated() {
                    group.addTask { (index, await ask(wall, client)) }
                }
                var answers = [Result<[UInt8], WallFailure>?](repeating: nil, count: walls.count)
                for await (index, answer) in group { answers[index] = answer }
                return answers.compactMap { $0 }
            }
        }
    }

    private static func ask(
        _ wall: RemoteWall, _ client: HTTPClient
    ) async -> Result<[UInt8], WallFailure> {
        let request = wall.request(
            "/api/v1/status", bytesMax: SnapshotJSON.bytesMax, within: time)
        let reply: HTTPReply
        do throws(HTTPFailure) {
            reply = try await client.send(request)
        } catch {
            return .failure(wall.failure(error))
        }
        return Result { () throws(WallFailure) in
            let body = try wall.body(of: reply)
            guard SnapshotJSON.decode(foreign: body) != nil else {
                throw noWall(at: wall.address.name)
            }
            return body
        }
    }

    /// EX_UNAVAILABLE: something else answers.
    static func noWall(at name: String) -> WallFailure {
        WallFailure("What answers at \(name) is no wall.", exitStatus: 69)
    }
}
