/// A path with at most one place for a cell's number: `/api/v1/cells/{n}/next`.
struct RoutePath: Sendable, Hashable {
    /// As the OpenAPI document writes it.
    let text: String
    private let before: String
    private let after: String?

    init(_ text: String) {
        self.text = text
        let mark = "{n}"
        guard let place = text.firstRange(of: mark) else {
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
        /// It is this path, with this number if it has a place for one.
        case yes(cell: Int?)
    }

    /// Compares.
    func match(_ path: String) -> Match {
        guard let after else { return path == before ? .yes(cell: nil) : .no }
        guard path.hasPrefix(before), path.hasSuffix(after),
            path.utf8.count > before.utf8.count + after.utf8.count
        else { return .no }
        let digits = path.utf8.dropFirst(before.utf8.count).dropLast(after.utf8.count)
        // Digits alone that are no small number are a cell that no wall has.
        guard digits.allSatisfy({ 48...57 ~= $0 }) else { return .no }
        return .yes(cell: digits.count > 4 ? 0 : Int(String(decoding: digits, as: UTF8.self)) ?? 0)
    }
}
