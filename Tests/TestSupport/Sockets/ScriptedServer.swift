import Foundation

/// A server that lets a closure talk with each client, one after the other, on a
/// thread of its own. Ended by `stop()`.
public final class ScriptedServer: Sendable {
    private let listener: TestSocket
    /// The port on 127.0.0.1 or ::1; 0 for a Unix socket.
    public let port: UInt16

    /// Listens on 127.0.0.1.
    public convenience init(_ talk: @escaping @Sendable (TestSocket) -> Void) throws {
        let (socket, port) = try TestSocket.listeningOnLoopback()
        self.init(socket, port: port, talk)
    }

    /// One that listens on ::1.
    public static func onIPv6(
        _ talk: @escaping @Sendable (TestSocket) -> Void
    ) throws -> ScriptedServer {
        let (socket, port) = try TestSocket.listeningOnIPv6Loopback()
        return ScriptedServer(socket, port: port, talk)
    }

    /// Listens on a Unix socket.
    public convenience init(
        unix path: String, _ talk: @escaping @Sendable (TestSocket) -> Void
    ) throws {
        self.init(try TestSocket.listening(unix: path), port: 0, talk)
    }

    private init(
        _ listener: TestSocket, port: UInt16, _ talk: @escaping @Sendable (TestSocket) -> Void
    ) {
        self.listener = listener
        self.port = port
        let thread = Thread {
            // The thread alone closes the number: closed elsewhere, it could
            // become another test's socket while this one still accepts on it.
            defer { listener.close() }
            while !Self.isOver(listener) {
                guard let client = try? listener.accepted() else { continue }
                talk(client)
                client.close()
            }
        }
        thread.start()
    }

    /// A server that reads the request's head and answers with `reply`.
    public static func answering(_ reply: String) throws -> ScriptedServer {
        try ScriptedServer { client in
            _ = client.readHead()
            client.send(reply)
            client.finishSending()
            _ = client.readToEnd()
        }
    }

    /// Ends it.
    public func stop() {
        // Wakes the thread out of accept, which fails from now on.
        _ = shutdown(listener.descriptor, Int32(SHUT_RDWR))
    }

    private static func isOver(_ listener: TestSocket) -> Bool {
        var poll = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        return Foundation.poll(&poll, 1, -1) < 0 || poll.revents & Int16(POLLHUP | POLLNVAL) != 0
    }
}

extension TestSocket {
    /// Reads up to the empty line that ends a request's head.
    public func readHead() -> String {
        var text = ""
        while !text.contains("\r\n\r\n") {
            guard let more = read(), !more.isEmpty else { break }
            text += String(decoding: more, as: UTF8.self)
        }
        return text
    }
}
