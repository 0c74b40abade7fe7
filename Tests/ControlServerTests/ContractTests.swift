import Foundation
import Logging
import Testing

@testable import ControlServer

/// The OpenAPI document and the routes say the same.
@Suite struct ContractTests {
    private static let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// All but the page's files, which are no part of the API.
    private static var routes: [Route] {
        let wall = FakeWall()
        let all = ControlServer.routes(
            wall, hub: EventHub(wall: wall),
            door: Doorkeeper(wall: "w", token: nil, names: HostNames(machine: "")),
            peers: Peers(PeerSettings()), share: nil)
        let page = Set(PageRoutes.make(share: nil).map(\.path))
        return all.filter { !page.contains($0.path) }
    }

    private static func document() throws -> [String: Any] {
        let file = share.appendingPathComponent(DocumentRoutes.path)
        let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
        return try #require(json as? [String: Any])
    }

    private static func operations() throws -> [String: [String: Any]] {
        let paths = try #require(try document()["paths"] as? [String: [String: [String: Any]]])
        var found: [String: [String: Any]] = [:]
        for (path, methods) in paths {
            for (method, operation) in methods {
                found["\(method.uppercased()) \(path)"] = operation
            }
        }
        return found
    }

    @Test func everyRouteIsDescribedAndNoOther() throws {
        let described = Set(try Self.operations().keys)
        let routed = Set(Self.routes.map { "\($0.method.rawValue) \($0.path.text)" })
        #expect(described.subtracting(routed) == [], "described, but not there")
        #expect(routed.subtracting(described) == [], "there, but not described")
        #expect(routed.count == Self.routes.count, "a route stands twice")
    }

    @Test func whatChangesSomethingSaysWhatItNeeds() throws {
        let operations = try Self.operations()
        for route in Self.routes {
            let operation = try #require(
                operations["\(route.method.rawValue) \(route.path.text)"])
            let parameters = (operation["parameters"] as? [[String: Any]] ?? [])
                .compactMap { $0["$ref"] as? String }
            let changes = route.guarding != .reads && route.guarding != .open
            #expect(parameters.contains("#/components/parameters/Request") == changes)
            #expect((operation["requestBody"] != nil) == route.takesBody, "\(route.path.text)")
            #expect(
                parameters.contains("#/components/parameters/Cell")
                    == route.path.text.contains("{n}"))
            #expect(
                parameters.contains("#/components/parameters/PeerName")
                    == route.path.text.contains("{name}"))
            if route.guarding == .guarded {
                #expect((operation["description"] as? String)?.contains("needs the token") == true)
            }
        }
    }

    @Test func everyOperationHasItsOwnNameAndEveryReferenceItsTarget() throws {
        let document = try Self.document()
        #expect(document["openapi"] as? String == "3.1.0")
        let names = try Self.operations().values.compactMap { $0["operationId"] as? String }
        #expect(Set(names).count == names.count && names.count == Self.routes.count)
        var references: Set<String> = []
        Self.collect(document, into: &references)
        #expect(!references.isEmpty)
        for reference in references {
            var place: Any? = document
            for part in reference.dropFirst(2).split(separator: "/") {
                place = (place as? [String: Any])?[String(part)]
            }
            #expect(place != nil, "\(reference)")
        }
    }

    private static func collect(_ value: Any, into references: inout Set<String>) {
        if let object = value as? [String: Any] {
            if let reference = object["$ref"] as? String { references.insert(reference) }
            for part in object.values { collect(part, into: &references) }
        } else if let list = value as? [Any] {
            for part in list { collect(part, into: &references) }
        }
    }
}
