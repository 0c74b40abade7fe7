import Foundation
import Synchronization
public import Tunables
public import WallPolicy

/// Keeps the wall supplied: watches the sources, takes the media server's items, and gives it
/// the reserve or the demo when there is nothing else.
public final class SourceFeed: Sendable {
    private struct State {
        var mixed: MixedCatalogue
        var problems: [WallProblem] = []
        var sources: [String] = []
        /// Whether the wall was told anything.
        var hasBegun = false
        /// What it was told last.
        var told: [MediaItem] = []
        var said: [WallProblem] = []
    }

    private let scanner: SourceScanner
    private let reserve: SourceScanner?
    private let mailbox: Mailbox
    private let hasSources: Bool
    private let isUnwatched: Bool
    private let state: Mutex<State>

    /// A feed for this wall.
    /// - Parameters:
    ///   - isUnwatched: nobody reads a sentence on a terminal: a wall with nothing to play says
    ///     so on its cards, and waits for something, instead of ending.
    ///   - fetch: gets a list over http.
    public init(
        settings: Settings, places: Places, wall: WallRemote, isUnwatched: Bool = false,
        fetch: @escaping ListFetch
    ) {
        self.isUnwatched = isUnwatched
        mailbox = wall.mailbox
        hasSources = !settings.sources.isEmpty
        let hasServer = settings.serverURL != nil
        let folders = SourcePlaces(home: places.home, workingFolder: places.workingFolder)
        scanner = SourceScanner(
            sources: settings.sources, places: folders, fetchList: fetch)
        reserve = settings.reserve.flatMap { folder in
            hasServer
                ? SourceScanner(sources: [folder], places: folders, fetchList: fetch) : nil
        }
        state = Mutex(
            State(
                mixed: MixedCatalogue(
                    hasSources: hasSources, hasServer: hasServer, demo: settings.demo)))
    }

    /// Begins; the wall hears of the items by its mailbox.
    public func start() throws(WallFailure) {
        do {
            if hasSources {
                try scanner.start { [self] in take($0) }
            } else {
                take(SourceCatalogue())
            }
            try reserve?.start { [self] in takeReserve($0) }
        } catch {
            throw WallFailure("\(error)", exitStatus: 1)
        }
    }

    /// Ends it.
    public func stop() {
        scanner.stop()
        reserve?.stop()
    }

    /// What the media server has, all of it.
    public func take(serverItems: [MediaItem]) {
        change { $0.mixed.server = serverItems }
    }

    /// The media server is away for long.
    public func serverIsAway() { change { $0.mixed.isAway = true } }

    private func take(_ catalogue: SourceCatalogue) {
        let problems = Self.problems(catalogue)
        change(nothing: { Self.nothing(catalogue.problems, hasSources: self.hasSources) }) {
            $0.mixed.local = catalogue.items
            $0.problems = problems
            $0.sources = catalogue.redactedSources
        }
    }

    private func takeReserve(_ catalogue: SourceCatalogue) {
        let problems = Self.problems(catalogue)
        change {
            $0.mixed.reserve = catalogue.items
            // A reserve that is none should not be found out on the day it is needed.
            if !problems.isEmpty { $0.problems = problems }
        }
    }

    private func change(
        nothing: () -> WallFailure = { WallFailure("", exitStatus: 66) },
        _ body: (inout State) -> Void
    ) {
        // The mail is posted in the order of the changes, within the lock: it never waits.
        state.withLock { state in
            body(&state)
            switch state.mixed.outcome {
            case .waits:
                break
            case .items(let items):
                // A library that is read again is hardly ever another one, and taking it over
                // costs the drawing thread a moment.
                guard !state.hasBegun || items != state.told || state.problems != state.said
                else { return }
                state.hasBegun = true
                state.told = items
                state.said = state.problems
                mailbox.post(
                    .catalogue(items: items, problems: state.problems, sources: state.sources))
            case .nothing:
                guard !state.hasBegun, !isUnwatched else {
                    state.hasBegun = true
                    state.told = []
                    mailbox.post(
                        .catalogue(items: [], problems: state.problems, sources: state.sources))
                    return
                }
                state.hasBegun = true
                mailbox.post(.quit(nothing()))
            }
        }
    }

    private static func problems(_ catalogue: SourceCatalogue) -> [WallProblem] {
        catalogue.problems.map {
            // The path is in the log and the sentence; a card has room for a name.
            WallProblem(
                subject: $0.subject.split(separator: "/").last.map(String.init) ?? $0.subject,
                words: $0.sentence)
        }
    }

    private static func nothing(_ problems: [SourceProblem], hasSources: Bool) -> WallFailure {
        let why = problems.first.map { " \($0.sentence)" } ?? ""
        let sentence =
            hasSources
            ? "There is nothing to play in the sources given.\(why)"
            : "There is nothing to play: name folders, files, lists or URLs after the command, "
                + "or in HYPERWALL_SOURCES, or a media server in HYPERWALL_SERVER_URL."
        // EX_NOINPUT
        return WallFailure(sentence, exitStatus: 66)
    }
}
