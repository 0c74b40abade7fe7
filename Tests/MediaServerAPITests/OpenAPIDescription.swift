import Foundation
import MediaServerAPI

/// An official description of a server's routes (OpenAPI 3), as much of it as calls need.
struct OpenAPIDescription {
    /// The environment variable that names the folder with descriptions.
    static let variable = "HYPERWALL_OPENAPI_DIR"
    /// That folder, if it is named.
    static var folder: String? { ProcessInfo.processInfo.environment[variable] }

    /// The file's name.
    let name: String
    /// Which dialect it describes.
    let dialect: ServerDialect
    /// Which version.
    let version: String
    private let root: [String: Any]
    private let paths: [(parts: [String], item: [String: Any])]

    /// What a route takes.
    struct Operation {
        /// Names of its query, in small letters.
        let query: Set<String>
        /// The schema of its body.
        let body: [String: Any]?
    }

    /// All of the folder.
    static func all() throws -> [OpenAPIDescription] {
        guard let folder else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".json") }
            .compactMap { try OpenAPIDescription(folder: folder, name: $0) }
    }

    /// Nil for what describes no media server.
    private init?(folder: String, name: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let information = root["info"] as? [String: Any],
            let title = (information["title"] as? String)?.lowercased(),
            let version = information["version"] as? String,
            let paths = root["paths"] as? [String: [String: Any]]
        else { return nil }
        let numbers = version.split(separator: ".").map { Int($0) ?? 0 }
        if title.contains("emby") {
            dialect = .emby
        } else if title.contains("jellyfin") {
            dialect = numbers.lexicographicallyPrecedes([10, 9]) ? .jellyfinOld : .jellyfin
        } else {
            return nil
        }
        self.name = name
        self.version = version
        self.root = root
        self.paths = paths.map { (Self.parts(of: $0.key), $0.value) }
    }

    private static func parts(of path: String) -> [String] {
        path.lowercased().split(separator: "/").map(String.init)
    }

    /// What the description says of a route; nil when it is not in it.
    func operation(_ method: ServerCall.Method, _ path: String) -> Operation? {
        let wanted = Self.parts(of: path)
        let found = paths.filter { Self.matches($0.parts, wanted) }
            // `/Videos/ActiveEncodings` before `/Videos/{id}`.
            .sorted { Self.parameters($0.parts) < Self.parameters($1.parts) }
        let word = "\(method)".lowercased()
        for (_, item) in found {
            guard let operation = item[word] as? [String: Any] else { continue }
            let parameters = [item, operation].flatMap {
                $0["parameters"] as? [[String: Any]] ?? []
            }.map(resolved)
            let query = parameters.filter { $0["in"] as? String == "query" }
                .compactMap { ($0["name"] as? String)?.lowercased() }
            let body = (operation["requestBody"] as? [String: Any]).map(resolved)
            let content = body?["content"] as? [String: [String: Any]]
            let schema = content?["application/json"]?["schema"] as? [String: Any]
            return Operation(query: Set(query), body: schema)
        }
        return nil
    }

    private static func parameters(_ parts: [String]) -> Int { parts.count { $0.contains("{") } }

    private static func matches(_ parts: [String], _ wanted: [String]) -> Bool {
        guard parts.count == wanted.count else { return false }
        return zip(parts, wanted).allSatisfy { part, word in
            guard let open = part.firstIndex(of: "{") else { return part == word }
            // `stream.{container}` begins so.
            let start = part[..<open]
            return word.hasPrefix(start) && word.count > start.count
        }
    }

    private func resolved(_ value: [String: Any]) -> [String: Any] {
        guard let reference = value["$ref"] as? String else { return value }
        var place: Any? = root
        for part in reference.split(separator: "/").dropFirst() {
            place = (place as? [String: Any])?[String(part)]
        }
        return place as? [String: Any] ?? [:]
    }

    /// Keys of a body that its schema does not have, as in `DeviceProfile.Foo`.
    func unknownKeys(of value: Any, in schema: [String: Any]) -> [String] {
        if let list = value as? [Any] {
            guard let items = whole(schema)["items"] as? [String: Any] else { return [] }
            return list.flatMap { unknownKeys(of: $0, in: items) }
        }
        guard let object = value as? [String: Any],
            let properties = whole(schema)["properties"] as? [String: Any]
        else { return [] }
        let known = Dictionary(
            properties.map { ($0.key.lowercased(), $0.value) },
            uniquingKeysWith: { first, _ in first })
        return object.flatMap { key, inner -> [String] in
            guard let schema = known[key.lowercased()] as? [String: Any] else { return [key] }
            return unknownKeys(of: inner, in: schema).map { "\(key).\($0)" }
        }
    }

    /// A schema with what it is composed of.
    private func whole(_ schema: [String: Any]) -> [String: Any] {
        var schema = resolved(schema)
        for word in ["allOf", "oneOf", "anyOf"] {
            for part in schema[word] as? [[String: Any]] ?? [] {
                let part = whole(part)
                for key in ["properties", "items"] where schema[key] == nil {
                    schema[key] = part[key]
                }
            }
        }
        return schema
    }
}
