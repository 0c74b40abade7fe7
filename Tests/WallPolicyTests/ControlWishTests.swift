import Geometry
import Testing
import WallPolicy

/// What somebody asks for over the wall's own API.
@Suite struct ControlWishTests {
    private var stage = WallStage(columns: 2, rows: 2)

    private mutating func ask(_ wish: ControlWish) { stage.send(.control(wish)) }
    private mutating func ask(_ wish: CellWish, of cell: Int) { ask(.cell(cell, wish)) }

    @Test mutating func theWallFollows() {
        ask(.grid(columns: 3, rows: 1))
        #expect(stage.wall.grid == GridSize(columns: 3, rows: 1) && stage.wall.cells.count == 3)
        ask(.focus(3))
        #expect(stage.wall.focus == stage.ids[2])
        ask(.solo(2))
        #expect(stage.wall.solo == stage.ids[1] && stage.wall.focus == stage.ids[1])
        #expect(stage.effects.contains(.layoutChanged))
        ask(.solo(nil))
        #expect(stage.wall.solo == nil)
        ask(.pause(true))
        ask(.pause(true))
        #expect(stage.wall.isPaused, "asked twice is no toggle")
        ask(.pause(nil))
        #expect(!stage.wall.isPaused)
        ask(.shutdown)
        #expect(stage.effects.contains(.quit))
    }

    @Test mutating func aCellFollowsAndNoOther() {
        let second = stage.ids[1]
        stage.look(second, at: 100)
        ask(.seekBy(seconds: -30), of: 2)
        #expect(stage.effects.contains(.seekTo(second, seconds: 70)))
        ask(.next, of: 2)
        #expect(stage.effects.touched == [second])
        ask(.reload, of: 2)
        #expect(stage.effects.touched == [second])
        ask(.loop(true), of: 2)
        #expect(stage.effects.contains(.loop(second, true)))
        ask(.loop(true), of: 2)
        #expect(!stage.effects.contains(.loop(second, true)), "it loops already")
        ask(.mute(false), of: 2)
        #expect(stage.wall.sounding == second)
        ask(.mute(true), of: 3)
        #expect(stage.wall.sounding == second, "another one was to be silent")
        ask(.mute(nil), of: 2)
        #expect(stage.wall.sounding == nil)
        ask(.pause(true), of: 2)
        #expect(stage.wall.cells.map(\.isPaused) == [false, true, false, false])
    }

    @Test mutating func anItemOfTheWallIsPlayed() {
        let item = films(100)[60]
        ask(.play(.listed(item.id), moment: .now, start: 12), of: 4)
        #expect(stage.cell(stage.ids[3])?.machine.item?.id == item.id)
        #expect(stage.cell(stage.ids[3])?.machine.current?.load.start == 12)
        let unknown = ItemID(rawValue: "file:/nowhere")
        let wish = ControlWish.cell(4, .play(.listed(unknown), moment: .now, start: nil))
        #expect(stage.wall.refusal(of: wish)?.kind == .missing)
        ask(wish)
        #expect(stage.effects.touched.isEmpty)
    }

    @Test(arguments: [
        "http://127.0.0.1/x.mp4", "http://localhost:8096/", "http://[::1]/x", "http://0x7f.1/",
        "http://2130706433/", "rtsp://169.254.1.1/cam", "http://[fe80::1%25eth0]/", "http://0/",
        "http://[::ffff:127.0.0.1]/", "udp://@:1234", "http://127.1./", "http://a.localhost/",
        "file:///etc/passwd", "av://lavfi:x", "concat:a|b", "http://017700000001/",
        "http://0.0.0.0/", "http://LOCALHOST./", "http://0X7F000001/", "http://0177.0.0.1/",
        "http://example.org@127.0.0.1/", "http://example.org:x@127.0.0.1:80/", "http://[::]/",
        "http://127.0.0.1#@example.org/", "http://127.0.0.1?@example.org/", "http://[::1]x/",
        "http://[0:0:0:0:0:0:0:1]/", "http://[::7f00:1]/", "http://[::FFFF:7F00:1]:80/",
        "https://[fe80::1]/", "rtsp://[febf::1]/", "http://169.254.169.254/latest",
        "http://127.0.0.1%2f@/", "http://127。0。0。1/", "http://[::1%25lo]/", "http://[x]/",
        "http://[ip6-localhost]/", "http://[localhost]:80/",
        "http://[::ffff:0:127.0.0.1]/", "http://[2002:7f00:1::]/",
        "http://%6cocalhost/", "http://①27.0.0.1/", "http://[64:ff9b::7f00:1]/",
    ])
    mutating func whatTheNetworkMustNotReachIsRefused(url: String) {
        let wish = ControlWish.cell(1, .play(.url(url), moment: .now, start: nil))
        #expect(stage.wall.refusal(of: wish)?.kind == .forbidden)
        ask(wish)
        #expect(stage.effects.touched.isEmpty)
    }

    @Test mutating func aRefusalSaysWhatIsNotPlayed() {
        func words(_ wish: ControlWish) -> String? { stage.wall.refusal(of: wish)?.words }
        let file = words(.cell(1, .play(.url("file:///a"), moment: .now, start: nil)))
        #expect(file?.hasPrefix("“file:///a” is not played: “file” is not opened") == true)
        #expect(words(.cell(9, .next)) == "There is no cell 9: the wall has cells 1 to 4.")
        // Of a number with more digits than any cell's, 0 is left.
        #expect(words(.cell(0, .next)) == "There is no such cell: the wall has cells 1 to 4.")
        ask(.grid(columns: 1, rows: 1))
        #expect(words(.focus(2)) == "There is no cell 2: the wall has one, cell 1.")
    }

    @Test(arguments: [
        "http://example.org/x.mp4", "https://10.0.0.4:8096/v", "rtsp://cam.lan/1",
        "http://[2001:db8::1]/x", "http://127.example.org/", "srt://192.168.1.4:9000",
    ])
    mutating func otherAddressesArePlayed(url: String) {
        ask(.play(.url(url), moment: .now, start: nil), of: 1)
        #expect(stage.cell(stage.ids[0])?.machine.item?.id == OpenRules.itemID(url: url))
    }

    /// What a name hides is found out at the edge.
    @Test mutating func aNameThatMeansThisMachineIsRefused() {
        let url = "http://innocent.example/x.mp4"
        func wish(_ place: HostPlace) -> ControlWish {
            .cell(1, .play(.url(url, host: place), moment: .now, start: nil))
        }
        #expect(stage.wall.refusal(of: wish(.elsewhere)) == nil)
        #expect(stage.wall.refusal(of: wish(.here))?.kind == .forbidden)
        let unknown = stage.wall.refusal(of: wish(.unknown))
        #expect(unknown?.kind == .conflict && unknown?.words.contains("looked up") == true)
        ask(wish(.here))
        #expect(stage.effects.touched.isEmpty)
        // Somebody configured it, wherever it lies.
        stage.send(.catalogue(items: films(100) + [.url(url)], problems: []))
        for place in [HostPlace.here, .unknown, .elsewhere] {
            #expect(stage.wall.refusal(of: wish(place)) == nil)
        }
    }

    @Test(arguments: [
        ("http://example.org/x", "example.org"), ("HTTP://me:pw@Cam.LAN:80/1", "cam.lan"),
        ("http://10.0.0.4/", nil), ("http://10.0.0.4./", nil), ("http://0x0a000004/", nil),
        ("http://[2001:db8::1]/", nil), ("http://localhost/", nil), ("http://127.1/", nil),
        ("udp://@:1234", nil), ("no address", nil), ("http://localhost../", "localhost.."),
        ("http://ip6-localhost/", "ip6-localhost"),
    ])
    func onlyNamesAreLookedUp(url: String, name: String?) {
        #expect(OpenRules.nameToLookUp(in: url) == name)
    }

    @Test(
        arguments: [
            ([127, 0, 0, 1], true), ([127, 9, 9, 9], true), ([0, 0, 0, 0], true),
            ([169, 254, 0, 1], true), ([10, 0, 0, 1], false), ([192, 168, 254, 169], false),
            ([UInt8](repeating: 0, count: 16), true),
            ([UInt8](repeating: 0, count: 15) + [1], true),
            ([0xFE, 0x80] + [UInt8](repeating: 1, count: 14), true),
            ([UInt8](repeating: 0, count: 10) + [255, 255, 127, 0, 0, 1], true),
            ([UInt8](repeating: 0, count: 10) + [255, 255, 10, 0, 0, 1], false),
            ([0x20, 0x01] + [UInt8](repeating: 1, count: 14), false), ([], true),
            ([1, 2, 3], true),
        ] as [([UInt8], Bool)])
    func addressesAreJudgedByTheirBytes(address: [UInt8], isLocal: Bool) {
        #expect(OpenRules.isLocal(address: address) == isLocal)
    }

    @Test mutating func aConfiguredAddressOfThisMachineIsPlayed() {
        let url = "http://127.0.0.1:9000/film.mp4"
        stage.send(.catalogue(items: films(100) + [.url(url)], problems: []))
        ask(.play(.url(url), moment: .now, start: nil), of: 1)
        #expect(stage.cell(stage.ids[0])?.machine.item?.id == OpenRules.itemID(url: url))
    }

    @Test mutating func whatMakesNoSenseIsSaidSo() {
        let wall = stage.wall
        for number in [0, -1, 5, .max, .min] {
            for wish in [ControlWish.focus(number), .solo(number), .cell(number, .next)] {
                #expect(wall.refusal(of: wish)?.kind == .missing)
            }
        }
        #expect(wall.refusal(of: .grid(columns: 0, rows: 3))?.kind == .conflict)
        #expect(wall.refusal(of: .grid(columns: 3, rows: 9))?.kind == .conflict)
        #expect(wall.refusal(of: .cell(1, .unpark))?.kind == .conflict)
        #expect(wall.refusal(of: .cell(1, .favorite(nil)))?.kind == .conflict)
        #expect(wall.refusal(of: .filter(favorites: true))?.kind == .conflict)
        #expect(wall.refusal(of: .filter(favorites: false)) == nil, "it plays everything already")
        ask(.filter(favorites: false))
        #expect(stage.wall.toast == nil)
        ask(.cell(7, .next))
        #expect(stage.effects.touched.isEmpty)
    }

    @Test mutating func aCameraCannotBeWound() {
        stage = WallStage(columns: 1, rows: 1, items: cameras(1))
        #expect(stage.wall.refusal(of: .cell(1, .seek(seconds: 3)))?.kind == .conflict)
    }
}
