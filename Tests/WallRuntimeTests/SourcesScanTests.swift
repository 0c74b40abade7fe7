import Glibc
import Testing
import WallPolicy

@testable import WallRuntime

@Suite struct SourcesScanTests {
    private let folder: SourcesFolder
    init() throws { folder = try SourcesFolder() }

    @Test func aFolderGivesItsVideosAsPeopleCount() throws {
        for name in [
            "b/clip10.mp4", "b/clip2.MKV", "a.webm", ".hidden.mp4", ".git/x.mp4", "notes.txt",
            "list.m3u", "b/deep/er/z.ts", "c.mp4.part",
        ] { try folder.file("films/" + name) }
        let catalogue = look(["films"], from: folder.path)
        let root = folder.path + "/films/"
        #expect(
            catalogue.addresses
                == ["a.webm", "b/clip2.MKV", "b/clip10.mp4", "b/deep/er/z.ts"].map { root + $0 })
        #expect(catalogue.problems.isEmpty)
        #expect(catalogue.items[0].title == "a")
        #expect(catalogue.items[0].id.rawValue == "file:" + root + "a.webm")
        #expect(catalogue.items[0].source.rawValue.hasPrefix("mount:/"))
    }

    @Test func sourcesKeepTheirOrderAndNothingComesTwice() throws {
        let b = try folder.file("b.mp4")
        let a = try folder.file("a.mp4")
        let catalogue = look([
            b, folder.path, "http://u:p@h/x.mp4?k=s", b, "http://u:p@h/x.mp4?k=s",
        ])
        #expect(catalogue.addresses == [b, a, "http://u:p@h/x.mp4?k=s"])
        #expect(catalogue.redactedSources[2] == "http://h/x.mp4")
    }

    @Test func badSourcesAreNamedAndTheRestGoesOn() throws {
        let good = try folder.file("good.strange")
        let empty = folder.folder("empty")
        let pipe = folder.path + "/pipe.mp4"
        #expect(mkfifo(pipe, 0o644) == 0)
        let missing = folder.path + "/missing.mp4"
        let catalogue = look([missing, empty, pipe, "ftp://u:secret@h/x", "", good])
        #expect(catalogue.addresses == [good], "a file of any name is tried when it is named")
        #expect(
            catalogue.problems.map(\.subject) == ["ftp://h/x", "sources", missing, empty, pipe])
        #expect(catalogue.problems[2].sentence.contains("does not exist"))
        #expect(catalogue.problems[3].sentence.contains("holds no videos"))
        #expect(catalogue.problems[4].sentence.contains("neither a file nor a folder"))
        for problem in catalogue.problems {
            #expect(!problem.sentence.contains("secret") && problem.sentence.hasSuffix("."))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func whatMayNotBeReadIsNamed() throws {
        let file = try folder.file("f/no.mp4")
        let alone = try folder.file("alone.mp4")
        let closed = folder.folder("f/closed")
        let good = try folder.file("f/yes.mp4")
        #expect(chmod(file, 0) == 0 && chmod(alone, 0) == 0 && chmod(closed, 0) == 0)
        let catalogue = look([folder.path + "/f", alone])
        #expect(catalogue.addresses == [good])
        #expect(Set(catalogue.problems.map(\.subject)) == [file, closed, alone])
        #expect(catalogue.problems.allSatisfy { $0.sentence.contains("may not read it") })
    }

    @Test func linksAreFollowedNeitherInACircleNorOut() throws {
        let real = try folder.file("films/sub/a.mp4")
        let outside = try folder.file("elsewhere/secret.mp4")
        folder.link("films/round", to: folder.path + "/films")
        folder.link("films/sub/up", to: "..")
        folder.link("films/again.mp4", to: real)
        folder.link("films/out.mp4", to: outside)
        folder.link("films/outfolder", to: folder.path + "/elsewhere")
        folder.link("films/nowhere.mp4", to: folder.path + "/not there")
        folder.link("films/readme", to: "/etc/hostname")
        let catalogue = look([folder.path + "/films"])
        #expect(catalogue.addresses == [real])
        #expect(
            catalogue.problems.map(\.subject).sorted()
                == [folder.path + "/films/out.mp4", folder.path + "/films/outfolder"])
        // With the other folder as a source too, the links are fine.
        let both = look([folder.path + "/films", folder.path + "/elsewhere"])
        #expect(both.problems.isEmpty && Set(both.addresses) == [real, outside])
    }

    @Test func depthEndsSomewhere() throws {
        let path = (1...34).map { "d\($0)" }.joined(separator: "/")
        try folder.file("\(path)/deep.mp4")
        let catalogue = look([folder.path])
        #expect(catalogue.items.isEmpty)
        #expect(catalogue.problems.count == 1)
        #expect(catalogue.problems[0].sentence.contains("32 folders deep"))
    }

    @Test func namesThatAreNoTextAreCounted() throws {
        let bytes = Array((folder.path + "/").utf8) + [0xFF, 0xFE] + Array(".mp4".utf8) + [0]
        let made = open(bytes.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o644)
        #expect(made >= 0 && close(made) == 0)
        try folder.file("a.mp4")
        let catalogue = look([folder.path])
        #expect(catalogue.items.count == 1)
        let words = "one name is not written in UTF-8 and is left out"
        #expect(catalogue.problems.first?.sentence.contains(words) == true)
        #expect(unlink(bytes.map { CChar(bitPattern: $0) }) == 0)
    }

    @Test func aListWithABadLineAmongGoodOnes() throws {
        let a = try folder.file("lists/sub/a.mp4")
        let out = try folder.file("elsewhere.mp4")
        folder.folder("lists/dir")
        let list = try folder.file(
            "lists/wall.m3u",
            "#EXTINF:3,First\nsub/a.mp4\nmissing.mp4\ngopher://u:pw@h/x\n\(out)\ndir\nother.pls\n"
                + "#EXTINF:-1,Camera\nrtsp://cam/1\n")
        let catalogue = look([list])
        #expect(catalogue.addresses == [a, "rtsp://cam/1"])
        #expect(catalogue.items.map(\.title) == ["First", "Camera"])
        #expect(catalogue.items.map(\.isLive) == [false, true])
        let lines = catalogue.problems.map(\.subject)
        #expect(Set(lines) == Set([3, 4, 5, 6, 7].map { "\(list), line \($0)" }))
        for problem in catalogue.problems {
            #expect(problem.sentence.hasSuffix(".") && !problem.sentence.contains("pw"))
        }
    }

    @Test func listsOfTheNetworkAndHLS() throws {
        let catalogue = look(
            [
                "http://h/list.m3u", "http://h/live.m3u8", "http://h/film.m3u8",
                "http://h/master.m3u8", "http://h/channels.m3u8", "http://h/gone.m3u8",
                "http://u:pw@h/gone.pls?t=pw", "http://h/page.m3u",
            ],
            lists: [
                "http://h/list.m3u": "a.mp4\nfile:///etc/passwd\n",
                "http://h/live.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:2\nx.ts",
                "http://h/film.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:2\nx.ts\n#EXT-X-ENDLIST",
                "http://h/master.m3u8": "#EXTM3U\n#EXT-X-STREAM-INF:B=1\nlive.m3u8",
                "http://h/channels.m3u8": "#EXTINF:-1,One\nhttp://h/one.m3u8",
                "http://h/page.m3u": "  <!DOCTYPE html>\n<p>Not found",
            ])
        #expect(
            catalogue.addresses == [
                "http://h/a.mp4", "http://h/live.m3u8", "http://h/film.m3u8",
                "http://h/master.m3u8", "http://h/one.m3u8", "http://h/gone.m3u8",
            ])
        #expect(catalogue.items.map(\.isLive) == [false, true, false, true, true, false])
        #expect(catalogue.problems.count == 3)
        #expect(catalogue.problems[0].subject == "http://h/list.m3u, line 2")
        #expect(catalogue.problems[1].sentence.contains("the server answered 404"))
        #expect(catalogue.problems[2].sentence.contains("web page"))
        #expect(catalogue.problems.allSatisfy { !$0.sentence.contains("pw") })
    }

    @Test func mountsAreReadFromTheSystemsTable() {
        let table = MountTable(
            text: """
                1 0 8:1 / / rw - ext4 /dev/sda1 rw
                2 1 0:5 / /media/my\\040disk rw shared:1 - nfs4 nas:/films rw
                3 1 0:6 / /media/my\\040disk/in rw - fuse.sshfs x rw
                nonsense
                """)
        #expect(
            table.mount(of: "/media/my disk/a.mp4") == .init(path: "/media/my disk", type: "nfs4"))
        #expect(table.mount(of: "/media/my disk/in/a").path == "/media/my disk/in")
        #expect(table.mount(of: "/media/my disk 2/a").path == "/")
        #expect(table.mount(of: "/media/my disk").isNetwork && !table.mount(of: "/a").isNetwork)
    }
}
