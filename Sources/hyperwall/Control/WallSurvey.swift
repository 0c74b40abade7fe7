import ControlServer
import HTTPTransport
import WallRuntime

/// Several walls, asked at once.
enum WallSurvey {
    /// More are a task for a monitoring system.
    static let wallsMax = 64
    /// What a person waits for.
    private static let time = Duration.seconds(10)

    /// What a wall said: its snapshot as it came, known to be one, and what it says of itself;
    /// or why it said nothing.
    typealias Answer = Result<(snapshot: [UInt8], health: ForeignHealth?), WallFailure>

    /// In the order of the walls.
    static func ask(_ walls: [RemoteWall]) -> [Answer] {
        guard let first = walls.first else { return [] }
        var settings = first.settings
        settings.transfersMax = wallsMax
        let client = HTTPClient(settings)
        defer { client.close() }
        return Blocking.run {
            await withTaskGroup(of: (Int, Answer).self) { group in
                for (index, wall) in walls.enumerated() {
                    group.addTask { (index, await ask(wall, client)) }
                }
                var answers = [Answer?](repeating: nil, count: walls.count)
                for await (index, answer) in group { answers[index] = answer }
                return answers.compactMap { $0 }
            }
        }
    }

    private static func ask(
        _ wall: RemoteWall, _ client: HTTPClient
    ) async -> Answer {
        do throws(HTTPFailure) {
            let reply = try await client.send(
                wall.request("/api/v1/status", bytesMax: SnapshotJSON.bytesMax, within: time))
            let body: [UInt8]
            do throws(WallFailure) {
                body = try wall.body(of: reply)
            } catch {
                return .failure(error)
            }
            guard SnapshotJSON.decode(foreign: body) != nil else {
                return .failure(noWall(at: wall.address.name))
            }
            let health = try await client.send(
                wall.request("/healthz", bytesMax: ForeignHealth.bytesMax, within: time))
            guard ForeignHealth.statuses.contains(health.status) else {
                return .success((body, nil))
            }
            return .success((body, ForeignHealth(health.body)))
        } catch {
            return .failure(wall.failure(error))
        }
    }

    /// EX_UNAVAILABLE: something else answers.
    static func noWall(at name: String) -> WallFailure {
        WallFailure("What answers at \(name) is no wall.", exitStatus: 69)
    }
}
