import ControlServer
import Foundation
import TestSupport
import Testing

/// The socket's place in the file system: who may have it, and what is refused.
@Suite struct SocketPlaceTests {
    /// Starts a server at `path` on a thread and stops it again.
    private func start(_ path: String) async throws -> ControlServerError? {
        try await onThread {
            waitForSwiftsThreads()
            let server = ServerSetting.make(path)
            do throws(ControlServerError) {
                try server.start()
            } catch {
                return error
            }
            server.stop()
            return nil
        }
    }

    private func inFolder(
        _ body: (ScratchFolder) async throws -> Void
    ) async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try await body(folder)
    }

    private func mode(_ path: String) -> mode_t {
        var info = stat()
        return lstat(path, &info) == 0 ? info.st_mode & 0o777 : 0
    }

    private func isUntrusted(_ error: ControlServerError?) -> Bool {
        if case .untrusted = error { true } else { false }
    }

    @Test func nobodyElseMayEnterAndNothingIsLeft() async throws {
        try await inFolder { folder async throws in
            try await onThread {
                waitForSwiftsThreads()
                let server = ServerSetting.make(folder.at("new/wall.sock"))
                try server.start()
                defer { server.stop() }
                #expect(mode(folder.at("new")) == 0o700)
                #expect(mode(folder.at("new/wall.sock")) == 0o600)
                #expect(mode(folder.at("new/wall.lock")) == 0o600)
                // The inner server has no name, so there is no way around the gate.
                let names = try FileManager.default.contentsOfDirectory(atPath: folder.at("new"))
                #expect(names.sorted() == ["wall.lock", "wall.sock"])
                server.stop()
                server.stop()
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.at("new"))
                #expect(left.isEmpty)
            }
        }
    }

    @Test func aSecondWallIsToldWhoHoldsTheName() async throws {
        try await ServerSetting.run { setting throws in
            let second = ServerSetting.make(setting.path)
            #expect(throws: ControlServerError.taken(name: "wall", pid: getpid())) {
                try second.start()
            }
            // The first one is as it was, and another process sees the lock too.
            #expect(
                try setting.answer(to: "GET /x HTTP/1.1\r\nHost: w\r\n\r\n")?.status == 404)
            let lock = setting.folder.at("wall.lock")
            #expect(try ProgramRun.of("flock", ["-n", lock, "true"]).status == 1)
            setting.server.stop()
            #expect(try setting.folder.names() == [])
            try second.start()
            second.stop()
        }
    }

    @Test func theSocketOfADeadWallIsReplaced() async throws {
        try await inFolder { folder async throws in
            let path = folder.at("wall.sock")
            try TestSocket.listening(unix: path).close()
            try Data("99999\n".utf8).write(to: URL(fileURLWithPath: folder.at("wall.lock")))
            #expect(try await start(path) == nil)
            #expect(try folder.names() == [])
        }
    }

    @Test func aLivingSocketWithoutALockIsLeftAlone() async throws {
        try await inFolder { folder async throws in
            let path = folder.at("wall.sock")
            let other = try TestSocket.listening(unix: path)
            defer { other.close() }
            let error = try await start(path)
            #expect(error == .inUse(path: path) && error?.isTaken == true)
            try TestSocket.connected(unix: path).close()
        }
    }

    @Test func aFileInTheSocketsPlaceIsLeftAlone() async throws {
        try await inFolder { folder async throws in
            let path = folder.at("wall.sock")
            try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
            #expect(isUntrusted(try await start(path)))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        }
    }

    @Test func aPathTooLongForASocketIsNamed() async throws {
        try await inFolder { folder async throws in
            let room = 107 - folder.path.utf8.count - 1
            #expect(try await start(folder.at(String(repeating: "a", count: room))) == nil)
            let long = folder.at(String(repeating: "a", count: room + 1))
            #expect(try await start(long) == .pathTooLong(path: long, bytes: 108))
        }
    }

    @Test(arguments: [mode_t(0o770), 0o707, 0o777, 0o1777])
    func aFolderThatOthersCanWriteToIsRefused(mode: mode_t) async throws {
        try await inFolder { folder async throws in
            #expect(chmod(folder.path, mode) == 0)
            #expect(isUntrusted(try await start(folder.at("wall.sock"))))
            #expect(try folder.names() == [])
        }
    }

    @Test func aLinkInTheLocksPlaceIsNotFollowed() async throws {
        try await inFolder { folder async throws in
            #expect(symlink(folder.at("victim"), folder.at("wall.lock")) == 0)
            #expect(isUntrusted(try await start(folder.at("wall.sock"))))
            #expect(try folder.names() == ["wall.lock"])
        }
    }

    @Test func aFileInTheFoldersPlaceIsRefused() async throws {
        try await inFolder { folder async throws in
            try Data().write(to: URL(fileURLWithPath: folder.at("f")))
            #expect(isUntrusted(try await start(folder.at("f/wall.sock"))))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make another user's files"))
    func anotherUsersFolderAndLinkAreRefused() async throws {
        try await inFolder { folder async throws in
            #expect(mkdir(folder.at("theirs"), 0o700) == 0)
            #expect(chown(folder.at("theirs"), 65534, 65534) == 0)
            #expect(isUntrusted(try await start(folder.at("theirs/wall.sock"))))
            #expect(mkdir(folder.at("ours"), 0o700) == 0)
            #expect(symlink(folder.at("ours"), folder.at("link")) == 0)
            #expect(try await start(folder.at("link/wall.sock")) == nil)
            #expect(lchown(folder.at("link"), 65534, 65534) == 0)
            #expect(isUntrusted(try await start(folder.at("link/wall.sock"))))
        }
    }

    @Test func startingAndStoppingLeavesNothingBehind() async throws {
        try await inFolder { folder async throws in
            #expect(try await start(folder.at("wall.sock")) == nil)
            try await onThread {
                waitForSwiftsThreads()
                let server = ServerSetting.make(folder.at("wall.sock"))
                for _ in 0..<20 {
                    try server.start()
                    server.stop()
                }
            }
            #expect(try folder.names() == [])
        }
    }
}
