import Foundation

extension FaultyServer {
    /// What becomes of a running transfer.
    enum Fate { case goesOn, stalls, isReset }

    func fate(of path: String) -> Fate {
        state.withLock { state in
            let names = Self.names(path, state)
            if names.contains(where: state.stalled.contains) { return .stalls }
            return names.contains(where: state.reset.contains) ? .isReset : .goesOn
        }
    }

    /// Whether a transfer that began with this count of drops is to end.
    func mustEnd(_ path: String, _ drops: Int) -> Bool {
        state.withLock {
            $0.isStopped || $0.mood == .refuses || Self.drops(of: path, $0) != drops
        }
    }

    /// The path, and whatever ends in `*` and stands for it, the longest first.
    private static func names(_ path: String, _ state: State) -> [String] {
        guard state.hasPatterns else { return [path] }
        let known =
            Set(state.faults.keys).union(state.stalled).union(state.reset)
            .union(state.dropped.keys)
        return [path]
            + known.filter { $0.hasSuffix("*") && path.hasPrefix($0.dropLast()) }
            .sorted { $0.utf8.count > $1.utf8.count }
    }

    private static func drops(of path: String, _ state: State) -> Int {
        names(path, state).reduce(0) { $0 + (state.dropped[$1] ?? 0) }
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
            let fault = Self.names(request.path, state).compactMap { state.faults[$0] }.first
            return (
                state.mood, request.isPlain ? nil : fault, Self.drops(of: request.path, state)
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
    /// `/control/refuse?seconds=5`, `/control/hang?seconds=5`, `/control/well`, `GET /control/counts`.
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
            case "hang":
                try setMood(.hangs)
                // Nobody could ask for the end of it.
                if let seconds = Double(request.query["seconds"] ?? "") { mend(after: seconds) }
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
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { [self] in
            try? setMood(.refuses)
            mend(after: seconds)
        }
    }

    private func mend(after seconds: Double) {
        let deadline = DispatchTime.now() + max(0, min(seconds, 86_400))
        DispatchQueue.global().asyncAfter(deadline: deadline) { [self] in try? setMood(.well) }
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
