import Foundation
import MediaServerAPI
import TestSupport
import Testing

/// As large as a reply may be, and of the worst kind: time and memory stay in proportion.
@Suite(.serialized) struct LargeReplyTests {
    @Test(arguments: ["[", "[],", "{\"Items\":[", "\"\",", "{\"Id\":1},"])
    func sixteenMegabytesOfNothing(piece: String) async throws {
        let count = ReplyBounds.replyBytesMax / piece.utf8.count - 16
        let inside = String(repeating: piece, count: count)
        try await measure("{\"Items\":[\(inside)0]}") { reply in
            #expect((reply?.items.count ?? 0) <= ReplyBounds.pageItemsMax * 4)
        }
    }

    @Test func halfAMillionItems() async throws {
        let inside = String(repeating: "{\"Id\":\"a\",\"Name\":\"b\"},", count: 499_999)
        try await measure("{\"Items\":[\(inside){\"Id\":\"a\"}]}") { reply in
            #expect(reply?.received == 500_000)
            #expect(reply?.items.count == ReplyBounds.pageItemsMax * 4)
        }
    }

    @Test func aMillionNames() async throws {
        let inside = (0..<800_000).map { "\"\($0)\":0," }.joined()
        try await measure("{\(inside)\"Items\":[]}") { #expect($0?.received == 0) }
    }

    private func measure(
        _ text: String, _ look: @escaping @Sendable (ItemsReply?) -> Void
    ) async throws {
        // Not on one of Swift's few threads, which other tests' servers want.
        try await onThread { try Self.measureHere(text, look) }
    }

    private static func measureHere(_ text: String, _ look: (ItemsReply?) -> Void) throws {
        let data = Data(text.utf8)
        #expect(data.count <= ReplyBounds.replyBytesMax)
        let before = try peakBytes()
        let time = ContinuousClock().measure {
            look(try? JSONDecoder().decode(ItemsReply.self, from: data))
        }
        let grown = try peakBytes() - before
        // Unoptimised, beside other tests; what is quadratic would take hours.
        #expect(time < .seconds(300), "\(data.count) bytes took \(time)")
        #expect(grown < 1 << 30, "\(data.count) bytes of reply took \(grown >> 20) MiB")
    }

    /// The most memory that this process ever had.
    private static func peakBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter { ("0"..."9").contains($0) })) * 1024
    }
}
