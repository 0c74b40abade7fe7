import Testing

@testable import WallPolicy

@Suite struct SourcesPlaylistTests {
    private func read(
        _ text: String, _ format: PlaylistFormat = .m3u, base: PlaylistBase = .folder("/lists")
    ) -> PlaylistContents {
        PlaylistReader.read(Array(text.utf8), format: format, base: base)
    }

    private func paths(_ contents: PlaylistContents) -> [String] {
        contents.entries.map {
            switch $0.target {
            case .file(let path): path
            case .url(let url): url
            }
        }
    }

    @Test func keepsTheGoodLinesAndNamesTheBad() {
        let contents = read(
            "\u{FEFF}#EXTM3U\r\n#EXTINF:12 a=\"x,y\",Nice, title\r\nsub/a.mp4\r\n\r\ngopher://h/x\r\n"
                + "../b.mkv\r\nother.m3u\r\nC:\\films\\x.mp4\r\nWin\\c.mp4\r\nhttp://h/d.mp4")
        #expect(
            paths(contents) == ["/lists/sub/a.mp4", "/b.mkv", "/lists/Win/c.mp4", "http://h/d.mp4"])
        #expect(contents.entries.map(\.title) == ["Nice, title", nil, nil, nil])
        #expect(contents.entries.map(\.line) == [3, 6, 9, 10])
        #expect(contents.problems.map(\.line) == [5, 7, 8])
        #expect(contents.problems[0].reason.contains("gopher"))
        #expect(contents.problems[1].reason.contains("list inside a list"))
        #expect(contents.problems[2].reason.contains("Windows"))
    }

    @Test func readsLatin1WhereItIsNoUTF8() {
        let contents = PlaylistReader.read(
            Array("Caf".utf8) + [0xE9] + Array(".mp4\rb.mp4".utf8), format: .m3u,
            base: .folder("/l"))
        #expect(paths(contents) == ["/l/Café.mp4", "/l/b.mp4"])
    }

    @Test func refusesLongLinesControlCharactersAndUTF16() {
        let long = read("a.mp4\n" + String(repeating: "x", count: 65_537) + "\nb\u{1}.mp4\nc.mp4")
        #expect(paths(long) == ["/lists/a.mp4", "/lists/c.mp4"])
        #expect(long.problems.map(\.line) == [2, 3])
        let wide = PlaylistReader.read([0xFF, 0xFE, 0x61, 0], format: .m3u, base: .folder("/l"))
        #expect(wide.entries.isEmpty && wide.problems[0].reason.contains("UTF-16"))
    }

    @Test func endsAfterAHundredThousandLinesAndAHundredProblems() {
        let contents = read(String(repeating: "a\n", count: 100_005))
        #expect(contents.entries.count == 100_000)
        #expect(contents.problems.map(\.line) == [100_001])
        let bad = read(String(repeating: "ftp://h/x\n", count: 250))
        #expect(bad.problems.count == 100 && bad.problemsLeftOut == 150)
    }

    @Test func readsPLSInItsOwnOrder() {
        let contents = read(
            "[playlist]\nFile2=http://h/b.mp4\nTitle2=Second\nfile1 = a.mp4\nnonsense\n"
                + "File1=again.mp4\nFile3=\nFileX=x\nNumberOfEntries=2\nLength2=-1", .pls)
        #expect(paths(contents) == ["/lists/a.mp4", "http://h/b.mp4"])
        #expect(contents.entries.map(\.title) == [nil, "Second"])
        #expect(contents.problems.map(\.line) == [5, 6, 7, 8])
    }

    @Test func listsFromTheNetworkNameNoFiles() {
        let contents = read(
            "file:///etc/passwd\n/a.mp4?x=1\nb.mp4\n//other/c.mp4\n../../../../d.mp4\n/etc/passwd",
            base: .url("http://u:p@h:81/x/list.m3u?key=s"))
        #expect(
            paths(contents) == [
                "http://u:p@h:81/a.mp4?x=1", "http://u:p@h:81/x/b.mp4", "http://other/c.mp4",
                "http://u:p@h:81/d.mp4", "http://u:p@h:81/etc/passwd",
            ])
        #expect(contents.problems.map(\.line) == [1])
    }

    @Test func anHLSPlaylistIsOneItem() {
        let media = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n"
        #expect(read(media).hls == .init(isLive: true, firstVariant: nil))
        #expect(read(media + "#EXT-X-ENDLIST").hls == .init(isLive: false, firstVariant: nil))
        #expect(read(media).entries.isEmpty)
        let variants = read(
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow/x.m3u8\n",
            base: .url("https://h/a/master.m3u8"))
        #expect(variants.hls == .init(isLive: nil, firstVariant: "https://h/a/low/x.m3u8"))
        #expect(read("#EXTM3U\n#EXTINF:4,x\na.ts").hls == nil)
    }

    @Test func channelsHaveNoEnd() {
        let contents = read("#EXTINF:-1,TV\nhttp://h/a.m3u8\nhttp://h/b.m3u8\nudp://@h:1\nc.mp4")
        #expect(contents.entries.map(\.isLive) == [true, false, true, false])
    }

    /// Whatever the bytes, reading ends, stays within its bounds and opens nothing forbidden.
    @Test func survivesAnyBytes() {
        var generator = SeededGenerator(seed: 5)
        let pieces = [
            "#EXTINF:", "-1,", "\n", "\r", "file://", "http://", "concat:", "[", "File1=", "=",
            "\"",
            "%", "..", "/", "\\", "@", ":", "?", "#EXT-X-STREAM-INF", "é", "a.mp4",
        ].map { Array($0.utf8) }
        for round in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &generator) {
                bytes += pieces.randomElement(using: &generator) ?? []
                if Bool.random(using: &generator) {
                    bytes.append(UInt8.random(in: 0...255, using: &generator))
                }
            }
            let contents = PlaylistReader.read(
                bytes, format: round.isMultiple(of: 2) ? .m3u : .pls, base: .url("http://h/l.m3u"))
            for entry in contents.entries {
                guard case .url(let url) = entry.target else {
                    Issue.record("a file from the network: \(bytes)")
                    continue
                }
                #expect(OpenRules.problem(url: url) == nil)
            }
        }
    }
}
