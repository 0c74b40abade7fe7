import ArgumentParser
import ControlServer
import Glibc
import HTTPTransport
import WallRuntime

/// What changes on a wall, as it happens.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Says what changes on the running wall, until Ctrl+C.",
        usage: ControlOptions.usage("events [--json]"),
        discussion: """
            A line for each change. When the wall ends or the line to it is lost, it is asked for \
            again and again, and what was missed meanwhile is caught up with.
            """)

    @OptionGroup var control: ControlOptions

    @Flag(help: "One JSON object a line, all figures included: event, id and data.")
    var json = false

    /// Between two tries, seconds; doubles up to the longest.
    private static let pauseFirst = 1.0
    private static let pauseMax = 30.0

    func run() throws {
        let client = try control.client()
        let follower = EventFollower(json: json)
        var pause = Self.pauseFirst
        while true {
            do throws(FollowFailure) {
                try follower.follow(client)
                // A wall begins with its whole state.
                guard follower.hasHeard else {
                    throw FollowFailure(WallSurvey.noWall(at: client.name))
                }
            } catch {
                if let seconds = error.pause {
                    Terminal.error(error.failure.sentence + " Trying again then.")
                    guard Terminal.waitsForMore(seconds: Double(seconds)) else { return }
                    continue
                }
                // At first, whoever asks is there to read it.
                guard follower.hasHeard, !error.isFinal else { throw error.failure }
            }
            guard Terminal.waitsForMore(seconds: 0) else { return }
            if follower.heardSinceLast() {
                pause = Self.pauseFirst
                Terminal.error("The line to the wall is lost; trying again.")
            }
            guard Terminal.waitsForMore(seconds: pause) else { return }
            pause = min(pause * 2, Self.pauseMax)
        }
    }
}

/// Shows what a wall tells. For the main thread alone.
private final class EventFollower {
    private let json: Bool
    private var parser = EventStreamParser()
    private var text = EventText()
    private var isNew = false

    /// Whether anything came yet.
    private(set) var hasHeard = false

    init(json: Bool) { self.json = json }

    /// Whether anything came since the last question.
    func heardSinceLast() -> Bool {
        defer { isNew = false }
        return isNew
    }

    /// Follows until the line is lost.
    func follow(_ client: WallClient) throws(FollowFailure) {
        parser.beginAnew()
        var headers = [HTTPHeader("Accept", "text/event-stream")]
        if !parser.lastID.isEmpty { headers.append(HTTPHeader("Last-Event-ID", parser.lastID)) }
        var isWall = true
        try client.follow(
            "/api/v1/events", headers: headers,
            goesOn: { Terminal.waitsForMore(seconds: 0) },
            take: { [self] bytes in
                for event in parser.take(bytes) where isWall { isWall = show(event) }
                // Without what was left out, the rest would tell of another wall than there is.
                isWall = isWall && !parser.hasLost
                return isWall
            })
        guard isWall else {
            // What made no sense was not shown: it is not gone on from there.
            parser = EventStreamParser()
            throw FollowFailure(WallSurvey.noWall(at: client.name))
        }
    }

    /// Returns whether a wall can have sent it.
    private func show(_ event: ServerSentEvent) -> Bool {
        let data = Array(event.data.utf8)
        guard JSONDepth.isSound(data) else { return false }
        if !isNew, hasHeard, !json { Terminal.error("The wall answers again.") }
        isNew = true
        hasHeard = true
        guard !json else {
            let head = (try? JSONLine.text(Head(event: event.name, id: event.id))) ?? "{}"
            Terminal.line("\(head.dropLast()),\"data\":\(JSONLine.text(of: data))}")
            return true
        }
        for line in lines(event.name, data) {
            Terminal.line("\(JournalTime.stamp(JournalTime.now))  \(line)")
        }
        return true
    }

    private struct Head: Encodable {
        var event: String
        var id: String
    }

    /// Kinds that nobody knows yet are left out.
    private func lines(_ name: String, _ data: [UInt8]) -> [String] {
        switch name {
        case "snapshot":
            SnapshotJSON.decode(foreign: data).map { text.take(snapshot: $0) } ?? []
        case "wall": SnapshotJSON.decode(foreign: data).map { text.take(wall: $0) } ?? []
        case "cell": SnapshotJSON.decodeCell(foreign: data).map { text.take(cell: $0) } ?? []
        default: []
        }
    }
}
