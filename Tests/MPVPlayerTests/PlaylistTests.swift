import TestSupport
import Testing

@testable import MPVPlayer

/// A load is known by its playlist entry, from its start to its end.
@Suite(.serialized) @RenderThread struct PlaylistTests {
    private nonisolated static let short = Clip.color(0xC02020, seconds: 0.4)
    private nonisolated static let other = Clip.color(0x20C020, seconds: 0.4)
    private nonisolated static let long = Clip.color(0x2020C0, seconds: 60)

    @Test func aPlayerGoesOnByItselfToWhatIsAppended() throws {
        let paths = try ClipStore.paths([Self.short, Self.other])
        // Of so short clips a busy machine may not see enough at once.
        var frames = 0
        for _ in 0..<5 where frames <= 10 {
            try PlayerStage.run { stage in
                try stage.player.load(paths[0], mode: .replace, reply: 11)
                try stage.player.load(paths[1], mode: .append, reply: 12)
                #expect(stage.turn { stage.ended.count == 2 })
                let first = try #require(stage.entry(of: 11))
                let second = try #require(stage.entry(of: 12))
                #expect(first != second)
                let order = stage.events.filter {
                    switch $0 {
                    case .startFile, .endFile, .fileLoaded: true
                    default: false
                    }
                }
                #expect(
                    order == [
                        .startFile(first), .fileLoaded, .endFile(first, .endOfFile),
                        .startFile(second), .fileLoaded, .endFile(second, .endOfFile),
                    ])
                frames = stage.frameCount
            }
        }
        #expect(frames > 10)
    }

    @Test func advancingEndsOneAndBeginsTheOther() throws {
        let paths = try ClipStore.paths([Self.long, Self.other])
        try PlayerStage.run { stage in
            try stage.player.load(paths[0], mode: .replace, reply: 1)
            try stage.player.load(paths[1], mode: .append, reply: 2)
            #expect(stage.turn { stage.frameCount > 0 })
            try stage.player.command(.playlistNext, ["force"])
            #expect(stage.turn { stage.ended.count == 2 })
            let first = try #require(stage.entry(of: 1))
            let second = try #require(stage.entry(of: 2))
            #expect(stage.started == [first, second])
            #expect(stage.end(of: first) == .stopped)
            #expect(stage.end(of: second) == .endOfFile)
        }
    }

    /// Of two replacements at once the first may never begin at all; the end of
    /// anything but the last must not be taken for the end of the last.
    @Test func onlyTheLastOfTwoReplacementsPlays() throws {
        let paths = try ClipStore.paths([Self.long, Self.other, Self.short])
        try PlayerStage.run { stage in
            try stage.player.load(paths[0], mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount > 0 })
            try stage.player.load(paths[1], mode: .replace, reply: 2)
            try stage.player.load(paths[2], mode: .replace, reply: 3)
            #expect(stage.turn { stage.entry(of: 3).map { stage.ended.contains($0) } ?? false })
            let entries = try (1...3).map { try #require(stage.entry(of: $0)) }
            #expect(Set(entries).count == 3)
            #expect(stage.end(of: entries[0]) == .stopped)
            #expect(stage.started.last == entries[2])
            #expect(stage.end(of: entries[2]) == .endOfFile)
            #expect(stage.end(of: entries[1]) ?? .stopped == .stopped)
            #expect(stage.ended.count == stage.started.count)
        }
    }

    @Test func whatIsTakenOutOfThePlaylistIsNotPlayed() throws {
        let paths = try ClipStore.paths([Self.short, Self.other])
        try PlayerStage.run { stage in
            // So short a clip would be over before a slow machine had taken the next one out.
            try stage.player.set(.pause, "yes")
            try stage.player.load(paths[0], mode: .replace, reply: 1)
            try stage.player.load(paths[1], mode: .append, reply: 2)
            #expect(stage.turn { stage.events.contains(.fileLoaded) })
            try stage.player.command(.playlistClear)
            try stage.player.set(.pause, "no")
            #expect(stage.turn { stage.ended.count == 1 })
            // With nothing behind it the player is idle and can be given more.
            try stage.player.load(paths[1], mode: .replace, reply: 3)
            #expect(stage.turn { stage.ended.count == 2 })
            #expect(stage.started == [stage.entry(of: 1), stage.entry(of: 3)])
        }
    }

    /// A comma, a quote, an equals sign or a percent sign in a value is no syntax.
    @Test(arguments: [
        "plain", "a,b", "a=b,c=d", "\"quoted\"", "it's", "%3%abc", "[x]", "tail,", "ä ü 🎬",
    ])
    func optionsOfOneFileAreTakenAsTheyAre(value: String) throws {
        let path = try ClipStore.path(Self.long)
        try PlayerStage.run { stage in
            try stage.player.load(
                path, mode: .replace,
                options: [(.audioClientName, value), (.demuxerReadahead, "7")], reply: 1)
            #expect(stage.turn { stage.frameCount > 0 })
            #expect(stage.property("options/audio-client-name") == value)
            #expect(stage.property("options/demuxer-readahead-secs") == "7.000000")
        }
    }

    @Test func optionsOfOneFileEndWithIt() throws {
        let paths = try ClipStore.paths([Self.short, Self.long])
        try PlayerStage.run([(.demuxerReadahead, "3")]) { stage in
            try stage.player.load(
                paths[0], mode: .replace, options: [(.demuxerReadahead, "7")], reply: 1)
            try stage.player.load(paths[1], mode: .append, reply: 2)
            #expect(stage.turn { stage.started.count == 2 })
            #expect(stage.property("options/demuxer-readahead-secs") == "3.000000")
        }
    }
}
