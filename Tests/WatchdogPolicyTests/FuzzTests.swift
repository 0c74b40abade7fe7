import Foundation
import Testing
import WatchdogPolicy

/// Broken files by the ten thousands: no crash, nothing run, and an error names file and line.
@Suite struct FuzzTests {
    private static let seeds = [
        "SERVICE_NAME=\"emby-server\"\nHEALTH_URL='http://127.0.0.1:8096/x'\nMAX_RESTARTS=3\n",
        "# c\nSERVICE_NAME=a\nexport DISCORD_WEBHOOK=\"https://d.example/x\"\nEMAIL_TO=a@b,c@d\r\nVERIFY_WAIT=1.5\n",
        "RESTART_COUNT=2\nRESTART_TIMESTAMPS=\"1700000000,1700000100\"\nBACKOFF_UNTIL=1700009999\n",
        "BOOT_ID=\"b\"\nRESTART_BOOTTIMES=\"5,6\"\nINCIDENT=\"x\"\nINCIDENT_SINCE=\"9\"\nEVENT_1=\"1 test x\"\n",
        "SERVICE_NAME=a\nRESTART_COMMAND=\"/bin/a 'b c'\"\nLATENCY_MAX=0.5\nSTATE_FILE=/a/b\nSERIAL=\"9\"\n",
    ].map { Array($0.utf8) }

    private static let spice: [[UInt8]] =
        [
            "$(", "`", "${", "\"", "'", "\\", "\n", "\r", "=", "#", " ", "\u{0}", "\u{7F}", "-1",
            "9223372036854775807", "-9223372036854775808", "export ", "1e308", "nan", "\u{FEFF}",
            ",", "🎬",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]]

    /// All of them take a minute without optimisation; scripts/test --soak has it.
    private static let rounds =
        ProcessInfo.processInfo.environment["WALL_TEST_SOAK"] == "1" ? 100_000 : 10_000

    private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            let at = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + 7))
            case 2:
                let piece = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
                bytes.insert(contentsOf: piece.prefix(at), at: at)
            default:
                bytes.insert(
                    contentsOf: spice[Int.random(in: 0..<spice.count, using: &generator)], at: at)
            }
        }
        return bytes
    }

    @Test func configurationAndStateSurviveAnything() {
        var generator = SeededGenerator(seed: 20_261_121)
        let now = Moment(wall: 1_700_000_500, boot: 500, bootID: "b")
        var refused = 0
        // Checked by hand: a macro in each of so many rounds would take most of the time.
        var broken: [String] = []
        for round in 0..<Self.rounds {
            let bytes = Self.mutated(&generator)
            let isSound =
                round.isMultiple(of: 2)
                ? Self.configurationIsSound(bytes, &refused)
                : Self.stateIsSound(bytes, now, rereads: round % 16 == 1, &refused)
            if !isSound { broken.append(String(decoding: bytes, as: UTF8.self)) }
        }
        #expect(broken.isEmpty, "\(broken.prefix(3))")
        // Some of both, or the mutations are pointless.
        #expect((Self.rounds / 10..<Self.rounds * 9 / 10).contains(refused), "\(refused)")
    }

    private static func configurationIsSound(_ bytes: [UInt8], _ refused: inout Int) -> Bool {
        do {
            let (settings, _) = try ServiceSettings.read(
                name: "x", global: ([], "g.conf"), service: (bytes, "s.conf"))
            return settings.restartCommand.first?.hasPrefix("/") ?? true
                && (1...100).contains(settings.maxRestarts)
        } catch {
            refused += 1
            return error.problems.allSatisfy { $0.file == "s.conf" && !$0.words.isEmpty }
        }
    }

    private static func stateIsSound(
        _ bytes: [UInt8], _ now: Moment, rereads: Bool, _ refused: inout Int
    ) -> Bool {
        do {
            var state = try StateCodec.decode(bytes, file: "s.state", now: now, windowS: 900)
            guard rereads else {
                return state.restarts.allSatisfy { $0 <= now.boot }
                    && state.backOff?.until ?? 0 <= now.boot + BackOffRule.longestS
            }
            // What is written here is of this boot.
            state.isRebased = false
            let text = Array(StateCodec.encode(state, now: now).utf8)
            return try StateCodec.decode(text, file: "a", now: now, windowS: 900) == state
        } catch {
            refused += 1
            return !error.problem.words.isEmpty
        }
    }

    @Test func whatServersAnswerSurvivesAnything() {
        var generator = SeededGenerator(seed: 7)
        let seeds = [
            #"[{"NowPlayingItem":{"Name":"x"},"Client":"Web"},{"Client":"Hyperwall","NowPlayingItem":{}}]"#,
            #"<MediaContainer size="2"><Video/></MediaContainer>"#,
            #"{"cells":[{"state":"holding"}],"outages":[{"source":"server"}]}"#,
        ].map { Array($0.utf8) }
        for _ in 0..<20_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<3 {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[at] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = Audience(bytes)
            _ = WallSign(bytes, of: "http://127.0.0.1")
            _ = UnitAnswer(properties: String(decoding: bytes, as: UTF8.self), monotonicUS: 1)
            _ = MessageCodec.decode(bytes)
        }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(JSONValue(deep) == nil)
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
