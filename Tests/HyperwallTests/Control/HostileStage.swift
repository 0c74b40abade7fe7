import Foundation
import TestSupport
import Testing
import WallPolicy

/// A wall that anybody on the network can reach, and who tries what he may not.
struct HostileStage: Sendable {
    static let token = "d0c96e6f1ab54a0b8a1f3e5c7b9d2e4f"

    /// The port on every address of this machine.
    let port: UInt16
    /// Its process.
    let pid: pid_t

    /// An address of this machine that is not loopback; nil where there is none.
    static let networkAddress: String? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
            guard let entry, let address = entry.pointee.ifa_addr,
                address.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            let number = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
            }
            guard number >> 24 != 127 else { continue }
            return [24, 16, 8, 0].map { String(number >> $0 & 255) }.joined(separator: ".")
        }
        return nil
    }()

    /// A wall of two cells that play, with a token, on every address.
    static func with(_ body: (HostileStage, WallProcess) async throws -> Void) async throws {
        try await WallStage.with(videos: 2, screen: nil) { stage in
            let token = stage.folder.at("token")
            try Self.token.write(toFile: token, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: token)
            // Bound and closed again: nobody has it.
            let (probe, port) = try TestSocket.listeningOnLoopback()
            probe.close()
            let settings = [
                "HYPERWALL_HTTP": "0.0.0.0:\(port)", "HYPERWALL_HTTP_TOKEN_FILE": token,
                "HYPERWALL_SHUFFLE": "0",
            ]
            try await stage.wall(
                ["--headless", "--window", "480x270", "--grid", "2x1", stage.videos],
                environment: settings
            ) { wall in
                try await wall.plays(2)
                try await body(HostileStage(port: port, pid: wall.process.pid), wall)
            }
        }
    }

    /// Sends bytes and reads the answer's status; nil for none.
    func status(of bytes: [UInt8], at address: String) throws -> Int? {
        let client = try TestSocket.connected(port: port, address: address)
        defer { client.close() }
        client.send(bytes)
        return Self.answer(on: client).flatMap(Self.status)
    }

    /// All that comes on a connection until its end; nil when there is none. Longer than the
    /// patience of one look at a test's socket.
    static func answer(on client: TestSocket) -> [UInt8]? {
        var all: [UInt8] = []
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            guard let more = client.read() else {
                if errno == ECONNRESET { return all }
                continue
            }
            if more.isEmpty { return all }
            all += more
        }
        return nil
    }

    /// The status of an answer; nil when it is none.
    static func status(_ answer: [UInt8]) -> Int? {
        let head = String(decoding: answer.prefix(16), as: UTF8.self)
        return head.hasPrefix("HTTP/1.1 ") ? Int(head.dropFirst(9).prefix(3)) : nil
    }

    /// Whether the wall lets the right one in.
    func answers(at address: String) throws -> Bool {
        try status(of: HostileRequest.plain(token: true), at: address) == 200
    }

    /// Open descriptors of the wall.
    func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }

    /// Memory of the wall that is its own, MiB.
    func memoryMiB() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("Pss:") }
        return (line?.split(separator: " ").dropFirst().first).flatMap { Int($0) }.map { $0 / 1024 }
            ?? 0
    }
}

/// What nobody should send, and what is answered.
struct HostileRequest: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let status: Int

    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ status: Int) {
        self.name = name
        self.bytes = bytes
        self.status = status
    }

    init(_ name: String, _ text: String, _ status: Int) {
        self.init(name, Array(text.utf8), status)
    }

    private static let bearer = "Authorization: Bearer \(HostileStage.token)\r\n"

    /// A question for the status.
    static func plain(
        _ path: String = "/api/v1/status", _ headers: String = "", token: Bool,
        host: String = "127.0.0.1"
    ) -> [UInt8] {
        Array(
            "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\(token ? bearer : "")\(headers)\r\n".utf8)
    }

    private static func post(_ headers: String, _ body: [UInt8] = [], token: Bool = true) -> [UInt8]
    {
        Array(
            "POST /api/v1/grid HTTP/1.1\r\nHost: 127.0.0.1\r\nHyperwall-Request: 1\r\n".utf8)
            + Array("\(token ? bearer : "")\(headers)\r\n\r\n".utf8) + body
    }

    private static func post(body: [UInt8]) -> [UInt8] {
        post("Content-Length: \(body.count)", body)
    }

    /// All of them, for a client at that address.
    static func all(at address: String) -> [HostileRequest] {
        let isNetwork = address != "127.0.0.1"
        return tokens(isNetwork) + names + heads + lengths + bodies
    }

    private static func tokens(_ isNetwork: Bool) -> [HostileRequest] {
        [
            // A program of this machine may look without one.
            HostileRequest("no token", plain(token: false), isNetwork ? 401 : 200),
            HostileRequest(
                "no token, a change",
                post("Content-Length: 0", token: false), isNetwork ? 401 : 400),
            HostileRequest(
                "no token, the end",
                "POST /api/v1/shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "Hyperwall-Request: 1\r\n\r\n", 401),
            HostileRequest(
                "no header of ours",
                "POST /api/v1/shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + bearer + "\r\n", 403),
            HostileRequest(
                "a wrong token",
                plain("/api/v1/status", "Authorization: Bearer 1234\r\n", token: false), 401),
            HostileRequest(
                "the token in the query",
                plain("/api/v1/status?token=\(HostileStage.token)", token: false),
                400),
            HostileRequest(
                "a wrong cookie",
                "POST /api/v1/shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "Hyperwall-Request: 1\r\nCookie: hyperwall-wall=\(String(repeating: "0", count: 64))\r\n\r\n",
                401),
        ]
    }

    private static let names = [
        HostileRequest(
            "a foreign Origin",
            plain("/api/v1/status", "Origin: http://evil.example\r\n", token: true),
            403),
        HostileRequest(
            "Origin: null", plain("/api/v1/status", "Origin: null\r\n", token: true), 403),
        HostileRequest("a foreign Host", plain(token: false, host: "evil.example"), 401),
        HostileRequest(
            "a preflight",
            "OPTIONS /api/v1/grid HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n", 403),
        HostileRequest("a path upwards", plain("/../../../../etc/passwd", token: true), 404),
        HostileRequest("the same, escaped", plain("/%2e%2e/%2e%2e/etc/passwd", token: true), 404),
        HostileRequest(
            "the same, in pieces", plain("/api/v1/..%2f..%2f..%2fetc%00", token: true), 404),
        HostileRequest("two slashes", plain("//api/v1/status", token: true), 404),
        HostileRequest(
            "another cell", plain("/api/v1/cells/999999999999/thumbnail.jpg", token: true), 404),
        HostileRequest("a broken escape", plain("/api/v1/items?query=%ff", token: true), 400),
    ]

    private static let heads = [
        HostileRequest(
            "a head of 1 MiB",
            plain("/", "A: \(String(repeating: "x", count: 1 << 20))\r\n", token: true), 431),
        HostileRequest("a line of 1 MiB", String(repeating: "GET", count: 350_000), 431),
        HostileRequest(
            "a thousand headers",
            plain("/", (0..<1000).map { "A\($0): b\r\n" }.joined(), token: true), 431),
        HostileRequest(
            "broken UTF-8 in the path", Array("GET /\u{E9}".utf8.dropLast()) + [0xFF], 400),
        HostileRequest("zeros", [UInt8](repeating: 0, count: 100), 400),
        HostileRequest("TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03], 400),
        HostileRequest("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 501),
        HostileRequest("HTTP/0.9", "GET /\r\n\r\n", 400),
        HostileRequest("bare line ends", "GET / HTTP/1.1\nHost: a\n\n", 400),
        HostileRequest("a folded header", plain("/", "A: b\r\n c\r\n", token: true), 400),
        HostileRequest("two hosts", plain("/", "Host: b\r\n", token: true), 400),
    ]

    private static let lengths = [
        HostileRequest("a negative length", post("Content-Length: -5"), 400),
        HostileRequest("two lengths", post("Content-Length: 5\r\nContent-Length: 6"), 400),
        HostileRequest("a length like a list", post("Content-Length: 5, 5"), 400),
        HostileRequest("a huge length", post("Content-Length: 99999999999999999999"), 413),
        HostileRequest("one byte too many", post("Content-Length: 65537"), 413),
        HostileRequest(
            "length and chunks", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400),
        HostileRequest(
            "chunks that are none",
            post("Transfer-Encoding: chunked", Array("FFFFFFFFFFFFFFFFF\r\n-1\r\nzz".utf8)), 411),
        HostileRequest("something chunked", post("Transfer-Encoding: x, chunked"), 411),
    ]

    private static let bodies = [
        HostileRequest(
            "deep JSON", post(body: Array(String(repeating: "[", count: 65_000).utf8)), 400),
        HostileRequest(
            "broken UTF-8", post(body: [0x7B, 0x22, 0xC3, 0x28, 0xFF, 0x22, 0x7D]), 400),
        HostileRequest("UTF-16", post(body: [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]), 400),
        HostileRequest("numbers", post(body: Array(#"{"columns":1e999,"rows":-1e999}"#.utf8)), 400),
        HostileRequest("no grid", post(body: Array(#"{"columns":9999,"rows":9999}"#.utf8)), 400),
    ]
}
