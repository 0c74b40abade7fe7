import Foundation
import Synchronization
public import Tunables
import WallPolicy

/// Keeps the wall supplied: watches the sources, and gives it the demo when
/// there is nothing else.
public final class SourceFeed: Sendable {
    private let scanner: SourceScanner
    private let mailbox: Mailbox
    private let demo: Bool
    private let hasSources: Bool
    private let isFirst = Once()

    /// A feed for this wall.
    /// - Parameter fetch: gets a list over http.
    public init(
        settings: Settings, places: Places, wall: WallRemote, fetch: @escaping ListFetch
    ) {
        mailbox = wall.mailbox
        demo = settings.demo
        hasSources = !settings.sources.isEmpty
        scanner = SourceScanner(
            sources: settings.sources,
            places: SourcePlaces(home: places.home, workingFolder: places.workingFolder),
            fetchList: fetch)
    }

    /// Begins; the wall hears of the items by its mailbox.
    public func start() throws(WallFailure) {
        guard hasSources else {
            deliver(SourceCatalogue())
            return
        }
        do {
            try scanner.start { [self] in deliver($0) }
        } catch {
            throw WallFailure("\(error)", exitStatus: 1)
        }
    }

    /// Ends it.
    public func stop() { scanner.stop() }

    private func deliver(_ catalogue: SourceCatalogue) {
        let problems = catalogue.problems.map {
            // The path is in the log and the sentence; a card has room for a name.
            WallProblem(
                subject: $0.subject.split(separator: "/").last.map(String.init) ?? $0.subject,
                words: $0.sentence)
        }
        let first = isFirst.takes()
        if catalogue.items.isEmpty, !demo, first {
            mailbox.post(.quit(Self.nothing(catalogue.problems, hasSources: hasSources)))
            return
        }
        let items = catalogue.items.isEmpty && demo ? DemoItems.all : catalogue.items
        mailbox.post(
            .catalogue(items: items, problems: problems, sources: catalogue.redactedSources))
    }

    private static func nothing(_ problems: [SourceProblem], hasSources: Bool) -> WallFailure {
        let why = problems.first.map { " \($0.sentence)" } ?? ""
        let sentence =
            hasSources
            ? "There is nothing to play in the sources given.\(why)"
            : "There is nothing to play: name folders, files, lists or URLs after the command, "
                + "or in HYPERWALL_SOURCES."
        // EX_NOINPUT
        return WallFailure(sentence, exitStatus: 66)
    }

    /// True the first time.
    private final class Once: Sendable {
        private let used = Atomic<Bool>(false)
        func takes() -> Bool { !used.exchange(true, ordering: .relaxed) }
    }
}
