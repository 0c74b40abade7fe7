import FlyingFox
import Foundation

/// What most routes answer with, and read.
enum Answer {
    /// What is answered to a wish that was granted.
    struct Done: Encodable {
        /// The version of this form.
        var schema = 1
    }

    /// JSON text with sorted keys.
    static func json(_ value: some Encodable) throws -> HTTPResponse {
        HTTPResponse(
            statusCode: .ok, headers: [.contentType: "application/json"],
            body: Data(try QuarantineJSON.encode(value)))
    }

    /// A wish was granted.
    static func done() throws -> HTTPResponse { try json(Done()) }

    /// Bytes of a media type.
    static func bytes(_ bytes: [UInt8], _ type: String) -> HTTPResponse {
        HTTPResponse(statusCode: .ok, headers: [.contentType: type], body: Data(bytes))
    }

    /// The body of a request, read as JSON. A field that is unknown, or comes twice, is refused:
    /// a slip of the pen must not mean what the absence of a field means.
    ///
    /// - Parameters:
    ///   - form: what the body must be, for whoever wrote another one.
    ///   - isOptional: whether there may be none; it is read as `{}` then.
    /// - Throws: `Problem` 400.
    static func body<Value: RequestBody>(
        _ type: Value.Type, of request: RouteRequest, form: String, isOptional: Bool = false
    ) async throws -> Value {
        var bytes = [UInt8](try await request.http.bodyData)
        if bytes.isEmpty, isOptional { bytes = Array("{}".utf8) }
        let form = "The body must be \(form)."
        let problem = Problem(400, form)
        // Foundation's parser follows brackets by recursion; nothing here is deeper than two.
        guard JSONDepth.isShallow(bytes), let fields = JSONFields.names(in: bytes) else {
            throw problem
        }
        let known = Set(Value.CodingKeys.allCases.map(\.stringValue))
        if let unknown = fields.first(where: { !known.contains($0) }) {
            throw Problem(
                400,
                "The body's field “\(ForeignJSON.clean(unknown, limit: 40))” is unknown here. \(form)"
            )
        }
        guard Set(fields).count == fields.count else {
            throw Problem(400, "A field of the body comes twice. \(form)")
        }
        do {
            return try QuarantineJSON.decode(type, bytes)
        } catch {
            throw problem
        }
    }

    /// Refuses a body where there is nothing more to say. `{}` says nothing, too.
    ///
    /// - Throws: `Problem` 400.
    static func refuseBody(of request: RouteRequest) async throws {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let bytes = [UInt8](try await request.http.bodyData).filter { !blanks.contains($0) }
        guard bytes.isEmpty || bytes == Array("{}".utf8) else {
            throw Problem(400, "Nothing belongs into the body of this request.")
        }
    }

    /// The value of a query's field, decoded; nil when there is none.
    static func query(_ name: String, of request: RouteRequest) -> String? {
        // The router has refused a query that cannot be read.
        QueryString.fields(request.http.target.query())?.first { $0.name == name }?.value
    }
}
