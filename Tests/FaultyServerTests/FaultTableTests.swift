import FaultyServer
import Foundation
import TestSupport
import Testing

/// Each fault as a client sees it.
@Suite(.timeLimit(.minutes(10)))
struct FaultTableTests {
    /// The bytes of the served file.
    static let size = 1_000_000

    /// A fault, what is asked for, and what comes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let fault: String
        var options: [String] = []
        /// Exit statuses of curl, one of which it is.
        let exits: Set<Int32>
        let code: Int
        let sizes: ClosedRange<Int>
        /// Whether the sizes are those of one second.
        var grows = false
        var testDescription: String { fault + options.joined(separator: " ") }

        init(
            _ fault: String, _ options: [String] = [], exit: Int32..., code: Int,
            size: ClosedRange<Int>, grows: Bool = false
        ) {
            self.fault = fault
            self.options = options
            exits = Set(exit)
            self.code = code
            sizes = size
            self.grows = grows
        }

        /// How long curl waits, one try after the other: where it is to wait in vain, a second, in
        /// which a busy machine may not have done what comes before; else as long as it takes.
        var patience: [Double] { exits.contains(28) ? [1, 2, 4, 8, 16] : [60] }

        func fits(_ seen: Curl, within seconds: Double) -> Bool {
            let part = grows ? seconds : 1
            let (least, most) = (Double(sizes.lowerBound), Double(sizes.upperBound))
            return exits.contains(seen.exit) && seen.code == code
                && (least * part...most * part).contains(Double(seen.size))
        }

        /// The last try's answer, and whether it is the wanted one.
        func ask(_ url: String) async throws -> (fits: Bool, seen: Curl?) {
            var last: Curl?
            for seconds in patience {
                let seen = try await Curl.get(url, options, seconds: seconds)
                if fits(seen, within: seconds) { return (true, seen) }
                last = seen
            }
            return (false, last)
        }
    }

    private static let all = size...size
    private static let none = 0...0
    private static let follows = ["--location", "--max-redirs", "5"]

    static let rows = [
        Row("well", exit: 0, code: 200, size: all),
        Row("well", ["--range", "10-19"], exit: 0, code: 206, size: 10...10),
        Row("well", ["--range", "999990-"], exit: 0, code: 206, size: 10...10),
        Row("well", ["--range", "1000000-"], exit: 0, code: 416, size: none),
        Row("stall:300000", exit: 28, code: 200, size: 300_000...300_000),
        Row("reset:300000", exit: 56, 18, code: 200, size: 0...300_000),
        Row("reset", exit: 56, 52, code: 0, size: none),
        Row("trickle:20000", exit: 28, code: 200, size: 8_000...30_000, grows: true),
        Row("redirect", follows, exit: 0, code: 200, size: all),
        Row("redirect", exit: 0, code: 302, size: none),
        Row("redirect-foreign", follows, exit: 0, code: 200, size: all),
        Row("redirect-loop", follows, exit: 47, code: 302, size: none),
        Row("status:401", exit: 0, code: 401, size: 1...200),
        Row("status:403", exit: 0, code: 403, size: 1...200),
        Row("status:404", exit: 0, code: 404, size: 1...200),
        Row("status:416", exit: 0, code: 416, size: 1...200),
        Row("status:500", exit: 0, code: 500, size: 1...200),
        Row("busy:7", exit: 0, code: 503, size: 1...200),
        Row("hang", exit: 28, code: 0, size: none),
        Row("html", exit: 0, code: 200, size: 1...200),
        Row("zero", exit: 0, code: 200, size: none),
        Row("truncated:40", exit: 0, code: 200, size: 400_000...400_000),
        Row("cut:40", exit: 18, code: 200, size: 400_000...400_000),
        Row("cut:40", ["--range", "500000-"], exit: 18, code: 206, size: none),
        Row("flipped:1000", exit: 0, code: 200, size: all),
        Row("other:/short.mov", exit: 0, code: 200, size: 10...10),
        // curl has enough after 300 kB of headers.
        Row("endless-headers", exit: 56, 28, code: 200, size: none),
        Row("slow:1", exit: 0, code: 200, size: all),
        Row("slow:100", exit: 28, code: 0, size: none),
        Row("wrong-length:5000", exit: 18, code: 200, size: all),
        Row("wrong-length:-5000", exit: 0, code: 200, size: 995_000...995_000),
    ]

    @Test(arguments: rows)
    func itIsWhatAClientSees(row: Row) async throws {
        try await ServerStage.with { stage in
            let url = stage.server.url("/film.mov")
            let asked = try await row.ask("\(url)?fault=\(row.fault)")
            #expect(asked.fits, "\(String(describing: asked.seen))")
            // The same when a test tells the server instead of the URL.
            guard row.fault != "well" else { return }
            stage.server.setFault(Fault(row.fault), for: "/film.mov")
            let told = try await row.ask(url)
            #expect(told.fits, "\(String(describing: told.seen))")
        }
    }

    @Test func everyNameIsAFault() {
        for (name, _) in Fault.names {
            let word = name.prefix { $0 != ":" }
            #expect(Fault(String(word)) != nil, "\(word)")
            #expect(Self.rows.contains { $0.fault.prefix { $0 != ":" } == word }, "\(word)")
        }
        #expect(Fault("no such thing") == nil)
    }

    @Test func flippedBytesLieInTheSecondHalfAlone() async throws {
        try await ServerStage.with { stage in
            let path = stage.folder.at("got")
            _ = try await Curl.get(stage.server.url("/film.mov?fault=flipped:1000"), into: path)
            let got = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(got != stage.film)
            var expected = stage.film
            for place in stride(from: 500_000, to: Self.size, by: 1000) { expected[place] ^= 0xFF }
            #expect(got == expected)
        }
    }

    @Test func aStarStandsForAllThatBeginSo() async throws {
        try await ServerStage.with { stage in
            stage.server.setFault(.status(410), for: "/f*")
            stage.server.setFault(.status(404), for: "/fil*")
            let (film, short) = (stage.server.url("/film.mov"), stage.server.url("/short.mov"))
            #expect(try await Curl.get(film).code == 404)
            #expect(try await Curl.get(short).code == 200)
            stage.server.setFault(.html, for: "/film.mov")
            #expect(try await Curl.get(film).code == 200)
            stage.server.setFault(nil, for: "/film.mov")
            stage.server.setFault(nil, for: "/fil*")
            let last = try await Curl.get(film)
            #expect(last.code == 410)
        }
    }

    @Test func retryAfterIsSaid() async throws {
        try await ServerStage.with { stage in
            let run = try ProgramRun.of(
                "curl", ["--silent", "--head", stage.server.url("/film.mov?fault=busy:7")])
            #expect(run.text.contains("Retry-After: 7\r\n"))
        }
    }
}
