import Foundation

extension FaultyServer {
    /// What becomes of a running transfer.
    enum Fate { case goesOn, stalls, isReset }

    func fate(of path: String) -> Fate {
        state.withLock { state in
            if state.stalled.contains(path) { return .stalls }
            return state.reset.contains(path) ? .isReset : .goesOn
        }
    }

    /// Whether a transfer that began with this count of drops is to end.
    func mustEnd(_ path: String, _ drops: Int) -> Bool {
        state.withLock { $0.isStopped || $0.mood == .refuses || ($0.dropped[path] ?? 0) != drops }
    }

    func begin(_ request: RequestHead) -> (Mood, Fault?, drops: Int) {
        let time = began.duration(to: .now)
        return state.withLock { state in
            let seconds =
                Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
            state.requests.append(
                Request(
                    method: request.method, path: request.path,
                    headers: request.headers.filter {
                        ["range", "authorization", "user-agent", "cookie"].contains($0.key)
                    }, time: seconds))
            if state.requests.count > Self.requestsMax { state.requests.removeFirst() }
            let count = state.inFlight[request.path, default: 0] + 1
            state.inFlight[request.path] = count
            state.mostInFlight[request.path] = max(state.mostInFlight[request.path] ?? 0, count)
            return (
                state.mood, request.isPlain ? nil : state.faults[request.path],
                state.dropped[request.path] ?? 0
            )
        }
    }

    func end(_ request: RequestHead) {
        state.withLock { state in
            let count = state.inFlight[request.path, default: 1] - 1
            state.inFlight[request.path] = count > 0 ? count : nil
        }
    }

    /// The answer to a request that is about the server itself: for people and scripts.
    ///
    /// `POST /control/fault?path=/a.mp4&fault=stall:0`, `/control/stall-now?path=…`,
    /// `/control/reset-now?path=…`, `/control/clear?path=…`, `/control/drop?path=…`,
    /// `/control/refuse?seconds=5`, `/control/hang`, `/control/well`, `GET /control/counts`.
    func control(_ request: RequestHead) -> Reply? {
        let prefix = "/control/"
        guard request.path.hasPrefix(prefix) else { return nil }
        let path = request.query["path"] ?? ""
        do {
            switch request.path.dropFirst(prefix.count) {
            case "fault":
                guard let fault = Fault(request.query["fault"] ?? "") else {
                    return Reply(status: 400, text: "There is no such fault.\n")
                }
                setFault(fault, for: path)
            case "stall-now": stallNow(path)
            case "reset-now": resetNow(path)
            case "clear": setFault(nil, for: path)
            case "drop": dropConnections(path)
            case "refuse": refuse(seconds: Double(request.query["seconds"] ?? "") ?? 5)
            case "hang": try setMood(.hangs)
            case "well": try mendAll()
            case "counts": return Reply(status: 200, text: counts)
            default: return Reply(status: 404, text: "There is no such control.\n")
            }
        } catch {
            return Reply(status: 500, text: "\(error)\n")
        }
        return Reply(status: 200, text: "Done.\n")
    }

    /// Nobody listens for so long, from the end of this answer on.
    private func refuse(seconds: Double) {
        let queue = DispatchQueue.global()
        queue.asyncAfter(deadline: .now() + 0.05) { [self] in
            try? setMood(.refuses)
            queue.asyncAfter(deadline: .now() + max(0, min(seconds, 86_400))) { [self] in
                try? setMood(.well)
            }
        }
    }

    private var counts: String {
        state.withLock { state in
            "connections \(state.connections.count)\never \(state.connectionsEver)\n"
                + "requests \(state.requests.count)\n"
                + "root-requests \(state.requests.count { $0.path == "/" })\n"
                + "root-in-flight-max \(state.mostInFlight["/"] ?? 0)\n"
        }
    }
}
