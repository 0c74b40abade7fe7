import Testing

@testable import ControlServer

/// The end of an answer, however it is cut into pieces.
@Suite struct AnswerEndTests {
    /// After which of the pieces the end was reached.
    private func reached(_ pieces: [ArraySlice<UInt8>]) -> [Bool] {
        var end = AnswerEnd()
        return pieces.map { end.isReached(after: $0) }
    }

    @Test func itIsFoundWhereverThePiecesEnd() {
        let text = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhallo"
        let bytes = Array(text.utf8)
        for first in 0..<bytes.count {
            #expect(reached([bytes[..<first], bytes[first...]]) == [false, true])
        }
        let single = reached(bytes.indices.map { bytes[$0...$0] })
        #expect(single.firstIndex(of: true) == bytes.count - 1)
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\nabc", "HTTP/1.1 200 OK\r\nX: 5", ""])
    func withoutALengthItIsNeverReached(text: String) {
        let long = [UInt8](repeating: 120, count: 20_000)
        let pieces = [Array(text.utf8)[...], long[...], Array("\r\n\r\n".utf8)[...]]
        #expect(reached(pieces) == [false, false, false])
    }

    @Test func anEmptyBodyEndsWithTheHead() {
        let text = "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
        #expect(reached([Array(text.utf8)[...]]) == [true])
    }
}
