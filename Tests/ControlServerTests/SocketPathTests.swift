import ControlServer
import Testing

/// Where a wall's socket is looked for.
@Suite struct SocketPathTests {
    private func path(_ explicit: String?, _ environment: [String: String]) -> String {
        SocketPath.resolve(name: "lobby", explicit: explicit, environment: environment, uid: 1000)
            .path
    }

    private let all = ["RUNTIME_DIRECTORY": "/run/hyperwall", "XDG_RUNTIME_DIR": "/run/user/1000"]

    @Test func theOrderIsConfiguredServiceUserTmp() {
        #expect(path("/srv/x.sock", all) == "/srv/x.sock")
        #expect(path(nil, all) == "/run/hyperwall/wall.sock")
        #expect(path("", all) == "/run/hyperwall/wall.sock")
        #expect(
            path(nil, ["XDG_RUNTIME_DIR": "/run/user/1000"])
                == "/run/user/1000/hyperwall/lobby.sock")
        #expect(path(nil, [:]) == "/tmp/hyperwall-1000/lobby.sock")
    }

    @Test func whatIsNoFolderIsPassedOver() {
        #expect(path(nil, ["XDG_RUNTIME_DIR": "relative"]) == "/tmp/hyperwall-1000/lobby.sock")
        #expect(path(nil, ["XDG_RUNTIME_DIR": ""]) == "/tmp/hyperwall-1000/lobby.sock")
        #expect(path(nil, ["RUNTIME_DIRECTORY": "/run/a:/run/b"]) == "/run/a/wall.sock")
    }
}
