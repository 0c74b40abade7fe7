import Foundation
import HTTPTransport
import Synchronization
import WallPolicy

/// Finds out why an item fails where the player says no more than that it
/// does: looks at the file, or asks the URL once. Off the main thread, since
/// both may block on a network.
final class FailureProbe: Sendable {
    /// Looks at files that may be under way; a dead mount holds each of them.
    static let filesMax = 4

    private let mailbox: Mailbox
    private let http = HTTPProbe()
    private let pending = Atomic<Int>(0)
    private let looking = Atomic<Int>(0)

    init(mailbox: Mailbox) { self.mailbox = mailbox }

    /// Questions without an answer yet.
    var pendingCount: Int {
        pending.load(ordering: .relaxed) + looking.load(ordering: .relaxed)
    }

    /// Asks; the answer comes by the mailbox, or never.
    func ask(why item: MediaItem, cell: CellID) {
        let id = item.id
        switch item.location {
        case .file(let path): look(at: path, title: item.title, id: id, cell: cell)
        case .url(let url):
            let host = OpenRules.host(of: url)
            let isWeb = url.lowercased().hasPrefix("http")
            guard let question = isWeb ? url : OpenRules.connectionProbe(for: url) else { return }
            pending.wrappingAdd(1, ordering: .relaxed)
            http.probe(url: question) { [self] outcome in
                pending.wrappingSubtract(1, ordering: .relaxed)
                let reason = FailureReason(outcome, host: host)
                // A camera's answer to a web request means no more than that it is there.
                guard let reason, isWeb || reason.isAboutTheConnection else { return }
                mailbox.post(.explained(cell, id, reason))
            }
        case .demo, .server: break
        }
    }

    private func look(at path: String, title: String, id: ItemID, cell: CellID) {
        guard looking.load(ordering: .relaxed) < Self.filesMax else { return }
        looking.wrappingAdd(1, ordering: .relaxed)
        // A thread of its own: one of Dispatch's that hangs would be missed by everybody else.
        let thread = Thread { [self] in
            defer { looking.wrappingSubtract(1, ordering: .relaxed) }
            switch FileSystem.status(path) {
            case .failure(let error) where error.code == ENOENT:
                mailbox.post(.explained(cell, id, .fileNotFound(subject: title)))
            case .failure: mailbox.post(.explained(cell, id, .notReadable(subject: title)))
            case .success:
                let reason: FailureReason =
                    FileSystem.openProblem(path) == nil
                    ? .notAVideo(subject: title) : .notReadable(subject: title)
                mailbox.post(.explained(cell, id, reason))
            }
        }
        thread.name = "file-probe"
        thread.start()
    }

    func close() { http.close() }
}

extension FailureReason {
    /// Whether nobody was reached at all.
    fileprivate var isAboutTheConnection: Bool {
        switch self {
        case .refusedConnection, .nameNotFound, .timedOut: true
        default: false
        }
    }

    /// What a probe's answer means for a person; nil when it explains nothing.
    init?(_ outcome: ProbeOutcome, host: String) {
        switch outcome {
        case .answered: self = .notAVideo(subject: host)
        case .status(let code, let seconds) where code == 429 || code == 503:
            self = .busy(code, retryAfter: seconds.map(Double.init), subject: host)
        case .status(let code, _): self = .status(code, subject: host)
        case .nameNotFound: self = .nameNotFound(subject: host)
        case .refused: self = .refusedConnection(subject: host)
        case .timedOut: self = .timedOut(subject: host)
        case .certificate: self = .certificate(subject: host)
        case .unreachable: self = .brokenConnection(subject: host)
        case .redirected, .notAsked, .cancelled: return nil
        }
    }
}
