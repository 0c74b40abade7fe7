import Testing
import WallPolicy

@Suite struct SourcesOpenRulesTests {
    @Test(arguments: [
        "http://host/a.mp4", "https://host:8443/a?x=1", "rtsp://u:p@cam/stream", "RTSPS://cam/1",
        "rtmp://h/app", "srt://:9000?mode=listener", "udp://@239.0.0.1:1234",
        "http://[fe80::1]:80/x",
    ])
    func allowsTheSchemesOfTheNetwork(url: String) {
        #expect(OpenRules.problem(url: url) == nil)
    }

    @Test(arguments: [
        ("concat:/etc/passwd|/x", "concat"), ("subfile,,start,0,end,9,,:/etc/passwd", "subfile"),
        ("data:text/plain;base64,AA", "data"), ("gopher://h/x", "gopher"), ("ftp://h/x", "ftp"),
        ("edl://a;b", "edl"), ("memory://x", "memory"), ("lavfi:testsrc", "lavfi"),
        ("av://lavfi:testsrc", "av"), ("file:///etc/passwd", "file"), ("LAVFI:x", "lavfi"),
        ("slice://1-2@/etc/passwd", "slice"), ("fd://0", "fd"), ("hls+http://h/x", "hls+http"),
        ("archive:///x.zip", "archive"), ("mf://*.png", "mf"), ("smb://h/x", "smb"),
    ])
    func refusesEverythingElseByName(url: String, name: String) throws {
        let problem = try #require(OpenRules.problem(url: url))
        #expect(problem.sentence.contains("“\(name)”"))
        #expect(problem.sentence.contains("rtsp"), "names the way out")
    }

    @Test(arguments: [
        "http:///a", "http://h:99999/a", "http://h:8x/a", "http://h/a\nb", "no address",
        "http://h/" + String(repeating: "a", count: 9000),
    ])
    func refusesWhatIsNoAddress(url: String) {
        #expect(OpenRules.problem(url: url) != nil)
    }

    @Test(arguments: [
        ("rtsp://me:secret@cam:554/s?key=secret#secret", "rtsp://cam:554/s"),
        ("http://me:se@cret@h/x", "http://h/x"),
        ("http://h?token=secret", "http://h"),
        ("http://me:sec/ret@h/x", "http://…"),
        ("http://me:sec#ret@h/x", "http://…"),
        ("http://h/x?\u{301}token=secret", "http://h/x"),
        ("lavfi:me:secret@h?secret", "…h"),
    ])
    func showsNoCredentials(url: String, shown: String) {
        #expect(OpenRules.redacted(url) == shown)
        #expect(!(OpenRules.problem(url: url)?.sentence.contains("secret") ?? false))
    }

    @Test func filesLieBeneathTheSources() {
        let rules = OpenRules(roots: ["/media/films", "/home/me/one.mp4", "/srv/"])
        #expect(rules.problem(file: "/media/films/a/b.mp4") == nil)
        #expect(rules.problem(file: "/home/me/one.mp4") == nil)
        #expect(rules.problem(file: "/srv/x") == nil)
        for path in ["/media/films2/a.mp4", "/home/me/two.mp4", "/etc/passwd", "media/films/a"] {
            #expect(rules.problem(file: path)?.sentence.contains(path) == true)
        }
        #expect(OpenRules(roots: []).problem(file: "/a") != nil)
        #expect(OpenRules(roots: ["/"]).problem(file: "/a") == nil)
    }

    @Test func originsAreEqualWhereOneServerAnswers() {
        #expect(
            OpenRules.origin(of: "HTTPS://u:p@Host/a") == OpenRules.origin(of: "https://host:443"))
        #expect(OpenRules.origin(of: "http://host/a") != OpenRules.origin(of: "https://host/a"))
        #expect(OpenRules.origin(of: "rtsp://me:pw@cam/1").rawValue == "origin:rtsp://cam:554")
    }

    @Test func liveIsWhatHasNoEndByItsScheme() {
        for scheme in ["rtsp", "rtsps", "rtmp", "srt", "udp"] {
            #expect(OpenRules.isLive(url: scheme + "://h:1/x"))
        }
        #expect(!OpenRules.isLive(url: "https://h/x.mp4"))
    }

    @Test func namesOfURLsAreLastingAndTheQueryCounts() {
        // FNV-1a of "" and "a" as the authors' test vectors give them.
        #expect(OpenRules.itemID(url: "").rawValue == "url:cbf29ce484222325")
        #expect(OpenRules.itemID(url: "a").rawValue == "url:af63dc4c8601ec8c")
        #expect(OpenRules.itemID(url: "http://h/?a=1") != OpenRules.itemID(url: "http://h/?a=2"))
    }
}

@Suite struct SourcesSpecificationTests {
    private func parse(_ text: String) -> SourceSpecification? {
        try? SourceSpecification.parse(text, home: "/home/me", workingFolder: "/work dir").get()
    }

    @Test func tellsPathsListsAndAddresses() {
        #expect(parse("films") == .path("/work dir/films"))
        #expect(parse("../a/./b//c.mp4") == .path("/a/b/c.mp4"))
        #expect(parse(" ~/films ") == .path("/home/me/films"))
        #expect(parse("~other/films") == .path("/work dir/~other/films"))
        #expect(parse("/x/List.M3U8") == .list(path: "/x/List.M3U8"))
        #expect(parse("a:b.mp4") == .path("/work dir/a:b.mp4"))
        #expect(parse("./concat:x") == .path("/work dir/concat:x"))
        #expect(parse("file:///a%20b/c.mp4") == .path("/a b/c.mp4"))
        #expect(parse("HTTP://h/x.pls?a=b") == .listURL("http://h/x.pls?a=b"))
        #expect(parse("rtsp://h/x.m3u8") == .url("rtsp://h/x.m3u8"))
        #expect(parse("https://h/x.mp4") == .url("https://h/x.mp4"))
    }

    @Test(arguments: ["", "concat:a|b", "ftp://h/x", "file://other/x", "a\0b", "av://lavfi:x"])
    func refusesTheRestInASentence(text: String) {
        guard
            case .failure(let problem) = SourceSpecification.parse(
                text, home: nil, workingFolder: "/")
        else {
            Issue.record("taken: \(text)")
            return
        }
        #expect(problem.sentence.hasSuffix("."))
    }

    @Test func splitsTheVariable() {
        #expect(
            SourceSpecification.split(" /a b;\nhttp://h/x\r\n;; c ") == ["/a b", "http://h/x", "c"])
    }

    @Test func countsAsPeopleDo() {
        let names = ["clip10", "Clip2", "clip02", "clip1", "a/z", "a 2/b", "b"]
        #expect(
            names.sorted(by: NaturalOrder.precedes)
                == ["a/z", "a 2/b", "b", "clip1", "Clip2", "clip02", "clip10"])
    }

    @Test func takesTheUsualVideosAndNothingHidden() {
        for name in ["a.mp4", "A.MKV", "x.y.ts"] { #expect(FolderRules.isVideo(name: name)) }
        for name in [".a.mp4", "mp4", ".mp4", "a.txt", "a.m3u", "a.mp4.part"] {
            #expect(!FolderRules.isVideo(name: name))
        }
    }

    @Test func titlesSayWhatItIs() {
        #expect(MediaItem.file(path: "/a/My_film.2020.mp4", mount: "/").title == "My_film.2020")
        #expect(MediaItem.url("http://u:p@h/a/My%20film.mp4?k=s").title == "My film")
        #expect(MediaItem.url("rtsp://u:p@cam1/stream1?k=s").title == "cam1/stream1")
        #expect(MediaItem.url("http://h").title == "h")
    }

    @Test func theDemoHasSixteenDifferentPictures() {
        #expect(DemoItems.all.count == 16)
        #expect(Set(DemoItems.all.map(\.location)).count == 16)
        #expect(Set(DemoItems.all.map(\.title)).count == 16)
        #expect(DemoItems.all.allSatisfy { !$0.isLive })
    }
}
