import ArgumentParser
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
            whether the wall runs or not.
            """)

    @OptionGroup var common: CommonOptions

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
        let settings = try StateSettings(common)
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

    private func show(_ entry: JournalEntry) throws {
        Terminal.line(json ? try JournalText.json(entry) : JournalText.line(entry))
    }

    private static func nothing(_ query: JournalQuery, _ wall: String) -> String {
        let place = query.cell.map { "cell \($0) of " } ?? ""
        let time = query.since.map { " since \(JournalTime.stamp($0))" } ?? ""
        return "Nothing stands in the journal of \(place)the wall “\(wall)”\(time)."
    }
}
