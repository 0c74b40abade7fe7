import ArgumentParser
import ControlServer
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
            let client = try WallClient(common)
            return try show(try client.get("/api/v1/status"), client.health(), of: nil)
        }
        let walls = try remoteWalls()
        let answers = WallSurvey.ask(walls)
        guard walls.count > 1 else {
            let answer = try answers[0].get()
            return try show(answer.snapshot, answer.health, of: walls[0].address.name)
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

    /// - Parameters:
    ///   - health: what the wall says of itself, if it does.
    ///   - host: the wall's address, when it is another machine's.
    private func show(_ bytes: [UInt8], _ health: ForeignHealth?, of host: String?) throws {
        guard let snapshot = SnapshotJSON.decode(foreign: bytes) else {
            throw WallSurvey.noWall(at: host ?? "the wall's socket")
        }
        if json {
            Terminal.line(JSONLine.text(of: bytes))
        } else {
            for line in StatusText.lines(snapshot) { Terminal.line(line) }
            // A snapshot cannot know that it is an old one.
            for problem in health?.problems ?? WallHealth(snapshot).problems {
                Terminal.line("! \(problem)")
            }
        }
    }

    private func showTable(_ walls: [RemoteWall], _ answers: [WallSurvey.Answer]) {
        let rows = zip(walls, answers).map { wall, answer -> WallTable.Row in
            switch answer {
            case .success(let answer):
                WallTable.Row(
                    host: wall.address.name,
                    snapshot: SnapshotJSON.decode(foreign: answer.snapshot),
                    health: answer.health.map { ($0.status, $0.problems) }, reason: nil)
            case .failure(let failure):
                WallTable.Row(
                    host: wall.address.name, snapshot: nil, reason: failure.sentence)
            }
        }
        for line in WallTable.lines(rows) { Terminal.line(line) }
    }

    /// One wall of several, as JSON; its snapshot follows as it came.
    private struct Element: Encodable {
        var host: String
        var health: ForeignHealth?
        var reason: String?
    }

    private func showArray(
        _ walls: [RemoteWall], _ answers: [WallSurvey.Answer]
    ) throws {
        let elements = try zip(walls, answers).map { wall, answer -> String in
            switch answer {
            case .success(let answer):
                let element = try JSONLine.text(
                    Element(host: wall.address.name, health: answer.health))
                let snapshot = JSONLine.text(of: answer.snapshot)
                return "\(element.dropLast()),\"status\":\(snapshot)}"
            case .failure(let failure):
                return try JSONLine.text(
                    Element(host: wall.address.name, reason: failure.sentence))
            }
        }
        Terminal.line("[\(elements.joined(separator: ",\n"))]")
    }
}
