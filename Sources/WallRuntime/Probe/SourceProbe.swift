import Dispatch
import Foundation
import HTTPTransport
import Synchronization
import WallPolicy

/// Finds out whether a source is there at all: one question, exactly one
/// answer by the mailbox. Off the main thread, since all of it may block on a network.
final class SourceProbe: Sendable {
    /// A look at a mount that takes longer found a dead one, seconds.
    static let lookSeconds = 5.0
    /// Looks at mounts that may hang at once; each holds a thread until the system gives up.
    static let looksMax = 8

    /// The latest answer, however many questions wait before this one, seconds.
    static let answerSeconds = 9.5

    private let mailbox: Mailbox
    private let http = HTTPProbe(
        limits: ProbeLimits(connect: .seconds(5), total: .seconds(8)))
    /// For deadlines alone: nothing on it blocks.
    private let queue = DispatchQueue(label: "hyperwall.source-probe")
    private let looking = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let lookSeconds: Double
    private let answerSeconds: Double
    private let canBeListed: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - lookSeconds: for a look at a mount.
    ///   - answerSeconds: for any answer.
    ///   - canBeListed: whether a folder can be read; may hang.
    init(
        mailbox: Mailbox, lookSeconds: Double = SourceProbe.lookSeconds,
        answerSeconds: Double = SourceProbe.answerSeconds,
        canBeListed: @escaping @Sendable (String) -> Bool = SourceProbe.listsFolder
    ) {
        self.mailbox = mailbox
        self.lookSeconds = lookSeconds
        self.answerSeconds = answerSeconds
        self.canBeListed = canBeListed
    }

    /// Asks.
    /// - Parameters:
    ///   - item: one of the source's.
    ///   - asksItem: asks for this very item instead of the source's root.
    func ask(_ source: SourceID, _ item: MediaItem, asksItem: Bool) {
        switch item.location {
        case .demo, .server: answer(source, true)
        case .file: look(at: source)
        case .url(let url):
            if let question = OpenRules.connectionProbe(for: url) {
                // Cameras do not speak HTTP: who takes the connection is there.
                ask(source, question, connectsOnly: true) { $0 == .answered }
            } else {
                let question = asksItem ? url : OpenRules.root(of: url)
                ask(source, question, connectsOnly: false) { $0.meansLife }
            }
        }
    }

    private func ask(
        _ source: SourceID, _ question: String, connectsOnly: Bool,
        isAlive: @escaping @Sendable (ProbeOutcome) -> Bool
    ) {
        let asked = LookTicket()
        let ticket = http.probe(url: question, connectsOnly: connectsOnly) { [self] outcome in
            if asked.isFirst() { answer(source, isAlive(outcome)) }
        }
        // It may have waited behind those of many dead sources.
        queue.asyncAfter(deadline: .now() + answerSeconds) { [self] in
            guard asked.isFirst() else { return }
            ticket.cancel()
            answer(source, false)
        }
    }

    private func answer(_ source: SourceID, _ alive: Bool) {
        // Nobody waits for what comes after the end.
        guard !isClosed.load(ordering: .acquiring) else { return }
        mailbox.post(.probed(source, alive: alive))
    }

    /// A mount is there when it is still mounted and its root can be listed.
    private func look(at source: SourceID) {
        let prefix = "mount:"
        guard source.rawValue.hasPrefix(prefix) else { return answer(source, true) }
        let path = String(source.rawValue.dropFirst(prefix.count))
        guard looking.load(ordering: .relaxed) < Self.looksMax else { return answer(source, false) }
        looking.wrappingAdd(1, ordering: .relaxed)
        let asked = LookTicket()
        // A thread of its own: one of Dispatch's that hangs would be missed by everybody else.
        let thread = Thread { [self] in
            defer { looking.wrappingSubtract(1, ordering: .relaxed) }
            let isThere =
                MountTable.current().mount(of: path).path == path && canBeListed(path)
            if asked.isFirst() { answer(source, isThere) }
        }
        thread.name = "source-probe"
        thread.start()
        queue.asyncAfter(deadline: .now() + lookSeconds) { [self] in
            if asked.isFirst() { answer(source, false) }
        }
    }

    /// Whether a folder's first entry can be read.
    static func listsFolder(_ path: String) -> Bool {
        if case .success = FileSystem.entries(path, limit: 1) { true } else { false }
    }

    /// Withdraws every question; from now on nothing is answered.
    func close() {
        isClosed.store(true, ordering: .releasing)
        http.close()
    }
}

/// Who answers first.
private final class LookTicket: Sendable {
    private let answered = Atomic<Bool>(false)
    func isFirst() -> Bool { !answered.exchange(true, ordering: .relaxed) }
}

extension ProbeOutcome {
    /// Whether somebody answers who may have the items again: all but what a gateway says in
    /// place of a server that is down.
    fileprivate var meansLife: Bool {
        switch self {
        case .answered, .redirected, .certificate: true
        case .status(let code, _): ![502, 503, 504].contains(code)
        case .nameNotFound, .refused, .timedOut, .unreachable, .notAsked, .cancelled: false
        }
    }
}
