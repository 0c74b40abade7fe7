import ArgumentParser
import ControlServer
import Foundation
import Journal
import Tunables
import WallRuntime

/// What happened on the wall.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Says what happened on the wall, and why.",
        discussion: """
            Failures, retries, parked cells, outages and recoveries, the oldest first, \
            whether the wall runs or not. With --host, another machine's running wall is asked: \
            1000 lines at most, without --follow.
            """)

    @OptionGroup var control: ControlOptions

    @Option(help: "From when: 90s, 30m, 2h, 3d ago, 03:00 or 2026-11-20T03:00 local time.")
    var since: String?

    @Option(help: "Only the cell with this number.")
    var cell: Int?

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "Goes on with what happens from now on, until Ctrl+C.")
    var follow = false

    @Option(help: "The most lines, the newest (200; with --follow 10; with --since all).")
    var limit: Int?

    func run() throws {
        var query = JournalQuery()
        query.limit = limit ?? (since != nil ? JournalQuery.limitMax : follow ? 10 : 200)
        guard (1...JournalQuery.limitMax).contains(query.limit) else {
            throw UsageFailure.make("--limit takes a number from 1 to \(JournalQuery.limitMax).")
        }
        if let cell {
            guard (1...512).contains(cell) else {
                throw UsageFailure.make("--cell takes a cell's number, from 1 to 512.")
            }
            query.cell = cell
        }
        if let since {
            guard let moment = JournalTime.moment(since, now: JournalTime.now) else {
                throw UsageFailure.make(
                    "--since takes how long ago, as 90s, 30m, 2h or 3d, or a local time, as "
                        + "03:00 or 2026-11-20T03:00.")
            }
            query.since = moment
        }
        guard control.host.isEmpty, control.tokenFile.isEmpty else { return try showRemote(query) }
        let settings = try StateSettings(control.common)
        query.wall = settings.name
        try show(query, settings)
    }

    private func show(_ query: JournalQuery, _ settings: StateSettings) throws {
        var reading = JournalReading(path: settings.journal, query: query)
        let entries = try reading.next()
        for entry in entries { try show(entry) }
        guard follow else {
            if entries.isEmpty, !json { Terminal.line(Self.nothing(query, settings.name)) }
            return
        }
        while Terminal.waitsForMore(seconds: JournalReading.pauseSeconds) {
            for entry in try reading.next() { try show(entry) }
        }
    }

    /// The journal of another machine's wall, by the wall itself.
    private func showRemote(_ query: JournalQuery) throws {
        guard !follow else {
            throw UsageFailure.make(
                "--follow reads this machine's journal; hyperwall events --host follows another "
                    + "machine's wall.")
        }
        guard limit == nil || query.limit <= ForeignJournal.entriesMax else {
            throw UsageFailure.make(
                "With --host, --limit takes a number from 1 to \(ForeignJournal.entriesMax).")
        }
        let client = try control.client()
        var target = "/api/v1/journal?limit=\(min(query.limit, ForeignJournal.entriesMax))"
        if let cell = query.cell { target += "&cell=\(cell)" }
        if let since = query.since { target += "&since=\(Int(max(since, 0)))" }
        guard let entries = ForeignJournal.decode(try client.get(target)) else {
            throw WallSurvey.noWall(at: client.name)
        }
        for entry in entries { try show(entry) }
        if entries.isEmpty, !json { Terminal.line(Self.nothing(query, client.name)) }
    }

    private func show(_ entry: JournalEntry) throws {
        Terminal.line(json ? try JournalText.json(entry) : JournalText.line(entry))
    }

    private static func nothing(_ query: JournalQuery, _ wall: String) -> String {
        let place = query.cell.map { "cell \($0) of " } ?? ""
        let time = query.since.map { " since \(JournalTime.stamp($0))" } ?? ""
        return "Nothing stands in the journal of \(place)the wall “\(wall)”\(time)."
    }
}
