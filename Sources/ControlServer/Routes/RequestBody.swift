/// What the body of a request can say.
protocol RequestBody: Decodable {
    /// All of its fields.
    associatedtype CodingKeys: CodingKey, CaseIterable
}

extension QuarantineJSON.Clear: RequestBody {}
