import WatchdogPolicy
import HTTPTransport
import Host
import Synchronization

/// Tells the walls of this machine that their server goes away for a while.
enum WallHold {
    /// No restart waits longer for walls.
    private static let patience = Duration.milliseconds(900)
    /// More than any machine has.
    private static let wallsMax = 16

    /// Asks every wall whose socket is in `folder`; returns how many said yes, of how many.
    static func tell(_ folder: String, seconds: Int, reason: String) -> (told: Int, walls: Int) {
        let sockets = Folder.names(folder).filter { $0.hasSuffix(".sock") }.prefix(wallsMax)
        guard !sockets.isEmpty else { return (0, 0) }
        let told = Told()
        let json = HoldText.json(seconds: seconds, reason: reason)
        Parallel.run(
            sockets.map { name in
                {
                    let client = UnixHTTPClient(
                        socketPath: "\(folder)/\(name)", timeout: patience, replyBytesMax: 4096)
                    if (try? client.post("/api/v1/hold", json: json)) != nil { told.count() }
                }
            }, within: patience)
        return (told.value, sockets.count)
    }
}

private final class Told: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .relaxed) }

    func count() { number.add(1, ordering: .relaxed) }
}
