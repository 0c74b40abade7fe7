import ControlServer
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// Somebody restarts the media server, and tells the wall.
@Suite struct HoldTests {
    /// The seconds and the reason as they were said; 0 end a hold, and a reason that was not given
    /// is none.
    @Test(arguments: [
        (#"{"seconds":120,"reason":"Emby \u000a is restarting"}"#, "120 Emby  is restarting"),
        (#"{"seconds":0}"#, "0 "),
    ]) func aHoldReachesTheWall(body: String, told: String) async throws {
        let asked = Mutexed("")
        let wall = FakeWall(held: { seconds, reason in
            asked.set("\(seconds) \(reason)")
            return 4
        })
        try await ServerSetting.run(wall: wall) { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            let reply = try client.post("/api/v1/hold", json: body)
            #expect(String(decoding: reply.body, as: UTF8.self) == #"{"cells":4,"schema":1}"#)
        }
        #expect(asked.value == told)
    }

    @Test(arguments: [
        "", "{}", #"{"seconds":-1}"#, #"{"seconds":3601}"#, #"{"seconds":"9"}"#, "[1]",
    ])
    func aHoldWithoutSenseIsRefused(body: String) async throws {
        try await ServerSetting.run { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            let error = #expect(throws: UnixHTTPError.self) {
                try client.post("/api/v1/hold", json: body)
            }
            guard case .status(400, let text)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(text.contains("seconds"))
        }
    }
}

private final class Mutexed: Sendable {
    private let text: Mutex<String>
    init(_ text: String) { self.text = Mutex(text) }
    var value: String { text.withLock { $0 } }
    func set(_ new: String) { text.withLock { $0 = new } }
}
