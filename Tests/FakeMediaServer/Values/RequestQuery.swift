import Foundation

/// A query's parts, names in small letters, decoded.
struct RequestQuery: Sendable {
    let values: [String: String]

    init(_ text: String) {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, !name.isEmpty else { continue }
            let value = parts.count > 1 ? String(parts[1]) : ""
            let key = Self.decoded(String(name)).lowercased()
            // The same name again adds to a list.
            let new = Self.decoded(value)
            values[key] = values[key].map { "\($0),\(new)" } ?? new
        }
        self.values = values
    }

    subscript(_ name: String) -> String? {
        values[name.lowercased()].flatMap { $0.isEmpty ? nil : $0 }
    }

    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
    func flag(_ name: String) -> Bool? { self[name].map { $0.lowercased() == "true" } }
    /// A list's parts, in small letters.
    func list(_ name: String, separator: Character = ",") -> [String] {
        (self[name] ?? "").lowercased().split(separator: separator).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    /// `+` is a blank, as the servers read it.
    static func decoded(_ text: String) -> String {
        let spaced = text.replacingOccurrences(of: "+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }
}
