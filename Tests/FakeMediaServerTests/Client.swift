import FakeMediaServer
import Foundation
import TestSupport

/// An answer as curl got it.
struct Answer {
    let status: Int
    /// Names in small letters.
    let headers: [String: String]
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: Found {
        Found(try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed))
    }
}

/// A part of a JSON answer.
struct Found {
    let value: Any?
    init(_ value: Any?) { self.value = value }
    subscript(_ name: String) -> Found { Found((value as? [String: Any])?[name]) }
    subscript(_ index: Int) -> Found {
        let list = list
        return list.indices.contains(index) ? list[index] : Found(nil)
    }
    var list: [Found] { (value as? [Any])?.map { Found($0) } ?? [] }
    var text: String? { value as? String }
    var number: Int? { (value as? NSNumber)?.intValue }
    var flag: Bool? { (value as? NSNumber)?.boolValue }
    var isThere: Bool { value != nil }
}

/// A client that is not of this project: curl, with a device's header.
struct Client {
    let server: FakeMediaServer
    var device = "wall-1"
    var token: String?
    var user = ""

    /// The device's header in the server's own dialect.
    var headers: [String] {
        let fields = "Client=\"Test\", Device=\"The%20wall\", DeviceId=\"\(device)\", Version=\"1\""
        if server.options.dialect == .emby4 {
            return ["X-Emby-Authorization: Emby \(fields)"]
                + (token.map { ["X-Emby-Token: \($0)"] } ?? [])
        }
        return ["Authorization: MediaBrowser \(fields)" + (token.map { ", Token=\"\($0)\"" } ?? "")]
    }

    /// The path with `/emby` where that is wanted.
    var base: String { server.url + (server.options.dialect == .emby4 ? "/emby" : "") }

    /// Asks once.
    /// - Parameter headers: instead of the device's own.
    func ask(
        _ method: String = "GET", _ path: String, json: String? = nil, headers: [String]? = nil,
        more: [String] = []
    ) async throws -> Answer {
        var words = ["--silent", "--noproxy", "*", "--max-time", "30", "--globoff", "--include"]
        words += method == "HEAD" ? ["--head"] : ["--request", method]
        for header in headers ?? self.headers { words += ["--header", header] }
        if let json { words += ["--header", "Content-Type: application/json", "--data", json] }
        let url = path.hasPrefix("http") ? path : base + path
        let all = words + more + [url]
        let run = try await onThread { try ProgramRun.of("curl", all) }
        return Self.answer(run.output, follows: more.contains("--location"))
    }

    private static func answer(_ bytes: [UInt8], follows: Bool) -> Answer {
        var rest = Data(bytes)
        while let end = rest.firstRange(of: Data("\r\n\r\n".utf8)) {
            let lines = String(decoding: rest[rest.startIndex..<end.lowerBound], as: UTF8.self)
                .components(separatedBy: "\r\n")
            rest = Data(rest[end.upperBound...])
            let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
            // What comes before the answer proper.
            if status == 100 || (follows && (300..<400).contains(status)) { continue }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] =
                    line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
            return Answer(status: status, headers: headers, body: rest)
        }
        return Answer(status: 0, headers: [:], body: Data())
    }

    /// Signs in with the server's own name and password.
    func signedIn() async throws -> Client {
        let (name, password) = (server.options.userName, server.options.password)
        let answer = try await ask(
            "POST", "/Users/AuthenticateByName",
            json: "{\"Username\":\"\(name)\",\"Pw\":\"\(password)\"}")
        var client = self
        client.token = answer.json["AccessToken"].text
        client.user = answer.json["User"]["Id"].text ?? ""
        return client
    }

    /// The dialect's path of a page of items.
    func items(_ query: String) -> String {
        server.options.dialect == .emby4
            ? "/Users/\(user)/Items?\(query)" : "/Items?userId=\(user)&\(query)"
    }
}

/// A server with a real clip, for one test.
func withServer(
    _ dialect: FakeDialect, items: Int = 100, base: String = "", files: Int = 1,
    _ change: (inout FakeMediaServer.Options) -> Void = { _ in },
    _ body: (FakeMediaServer, Client) async throws -> Void
) async throws {
    let clips = try (0..<files).map { number in
        try ClipStore.path(
            .compass(width: 640, height: 360, seconds: 8 + Double(number), rate: 10))
    }
    var options = FakeMediaServer.Options(
        dialect: dialect, files: clips, itemCount: items, basePath: base)
    change(&options)
    let server = try FakeMediaServer(options)
    defer { server.close() }
    try await body(server, Client(server: server))
}
