/// A path with at most one place for a value: a cell's number, `/api/v1/cells/{n}/next`, or a
/// wall's name, `/api/v1/peers/{name}/wall.jpg`.
struct RoutePath: Sendable, Hashable {
    /// As the OpenAPI document writes it.
    let text: String
    private let before: String
    private let after: String?
    private let isNumber: Bool

    init(_ text: String) {
        self.text = text
        isNumber = text.contains("{n}")
        guard let place = text.firstRange(of: isNumber ? "{n}" : "{name}") else {
            before = text
            after = nil
            return
        }
        before = String(text[..<place.lowerBound])
        after = String(text[place.upperBound...])
    }

    /// What came of comparing a path with it.
    enum Match: Equatable {
        case no
        /// It is this path, with this number or name if it has a place for one.
        case yes(cell: Int? = nil, name: String? = nil)
    }

    /// Compares.
    func match(_ path: String) -> Match {
        guard let after else { return path == before ? .yes() : .no }
        guard path.hasPrefix(before), path.hasSuffix(after),
            path.utf8.count > before.utf8.count + after.utf8.count
        else { return .no }
        let value = path.utf8.dropFirst(before.utf8.count).dropLast(after.utf8.count)
        guard isNumber else {
            return Self.isName(value) ? .yes(name: String(decoding: value, as: UTF8.self)) : .no
        }
        // Digits alone that are no small number are a cell that no wall has.
        guard value.allSatisfy({ 48...57 ~= $0 }) else { return .no }
        return .yes(cell: value.count > 4 ? 0 : Int(String(decoding: value, as: UTF8.self)) ?? 0)
    }

    /// The rule of `HYPERWALL_NAME`: no slash, no dot, nothing to decode.
    private static func isName(_ value: some Collection<UInt8>) -> Bool {
        value.count <= 32
            && value.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-") }
    }
}
