import Foundation
import MediaServerAPI
import Testing
import WallPolicy

/// What a server says on its socket, in all its spellings.
struct SocketMessageTests {
    /// As the edge reads it.
    static func read(_ json: String) -> SocketMessage? {
        let message = try? JSONDecoder().decode(SocketMessage.self, from: Data(json.utf8))
        guard case .wrapped(let inner)? = message else { return message }
        return try? JSONDecoder().decode(SocketMessage.self, from: Data(inner.utf8))
    }

    private func play(_ data: String) -> SocketPlay? {
        guard case .play(let play)? = Self.read(#"{"MessageType":"Play","Data":\#(data)}"#) else {
            return nil
        }
        return play
    }

    @Test(arguments: [
        (
            #"{"MessageType":"ForceKeepAlive","MessageId":"x","Data":60}"#,
            SocketMessage.keepAliveWanted(seconds: 60)
        ),
        (#"{"MessageType":"forcekeepalive","Data":"30"}"#, .keepAliveWanted(seconds: 30)),
        (#"{"MessageType":"ForceKeepAlive"}"#, .keepAliveWanted(seconds: 60)),
        (#"{"MessageType":"KeepAlive","MessageId":"x"}"#, .keepAlive),
        (#"{"messageType":"ServerRestarting","Data":""}"#, .serverRestarting),
        (#"{"MessageType":"SERVERSHUTTINGDOWN"}"#, .serverShuttingDown),
        (#"{"MessageType":"LibraryChanged","Data":{"ItemsAdded":["a"]}}"#, .libraryChanged),
        (#"{"MessageType":"RestartRequired","Data":""}"#, .unknown("RestartRequired")),
        (#"{"MessageType":7}"#, .unknown("without a name")),
        (#"{}"#, .unknown("without a name")),
        (#"{"MessageType":"a\u001b[2Jb"}"#, .unknown("a [2Jb")),
        (#"{"MessageType":"Play","Data":{"ItemIds":[]}}"#, .unknown("Play")),
        (
            #"{"MessageType":"Play","Data":{"ItemIds":["a"],"PlayCommand":"PlayNever"}}"#,
            .unknown("Play PlayNever")
        ),
        (#"{"MessageType":"Playstate","Data":[]}"#, .unknown("Playstate")),
        (
            #"{"MessageType":"GeneralCommand","Data":{"Name":"TakeScreenshot"}}"#,
            .unknown("GeneralCommand TakeScreenshot")
        ),
    ])
    func kinds(json: String, message: SocketMessage) { #expect(Self.read(json) == message) }

    @Test(arguments: [
        (#"{"Command":"Pause","ControllingUserId":"x"}"#, RemoteCommand.pause),
        (#"{"Command":"unpause"}"#, .unpause), (#"{"Command":"PlayPause"}"#, .togglePause),
        (#"{"Command":"Stop"}"#, .stop), (#"{"Command":"NextTrack"}"#, .next),
        (#"{"Command":"PreviousTrack"}"#, .previous),
        (#"{"Command":"Rewind"}"#, .seekBy(seconds: -10)),
        (#"{"Command":"FastForward"}"#, .seekBy(seconds: 10)),
        (#"{"Command":"Seek","SeekPositionTicks":100000000}"#, .seek(seconds: 10)),
        (#"{"Command":"Seek","SeekPositionTicks":"5000000"}"#, .seek(seconds: 0.5)),
        (#"{"Command":"Seek","SeekPositionTicks":-1}"#, .seek(seconds: 0)),
        (#"{"Command":"SeekRelative","SeekPositionTicks":-300000000}"#, .seekBy(seconds: -30)),
    ])
    func buttons(data: String, command: RemoteCommand) {
        #expect(Self.read(#"{"MessageType":"Playstate","Data":\#(data)}"#) == .command(command))
        let text = data.replacingOccurrences(of: "\"", with: "\\\"")
        #expect(
            Self.read(#"{"MessageType":"playState","Data":"\#(text)"}"#) == .command(command),
            "as a text that holds JSON")
    }

    @Test(arguments: [
        (#""Mute""#, "{}", RemoteCommand.mute), (#""Unmute""#, "null", .unmute),
        (#""ToggleMute""#, "{}", .toggleMute), (#""volumeUp""#, "{}", .volumeUp),
        (#""VolumeDown""#, "{}", .volumeDown),
        (#""SetVolume""#, #"{"Volume":"40"}"#, .volume(40)),
        (#""SetVolume""#, #"{"volume":140}"#, .volume(100)),
        (#""SetVolume""#, #"{"Volume":"39.6"}"#, .volume(40)),
        (#""SetAudioStreamIndex""#, #"{"Index":"2"}"#, .audioTrack(2)),
        (#""SetAudioStreamIndex""#, #"{"Index":-1}"#, .audioTrack(nil)),
        (#""SetSubtitleStreamIndex""#, #"{"Index":"-1"}"#, .subtitleTrack(nil)),
        (#""SetRepeatMode""#, #"{"RepeatMode":"RepeatAll"}"#, .repeats(.all)),
        (#""SetRepeatMode""#, #"{"RepeatMode":"RepeatOne"}"#, .repeats(.one)),
        (#""SetRepeatMode""#, #"{"RepeatMode":"repeatnone"}"#, .repeats(.none)),
        (#""SetShuffleQueue""#, #"{"ShuffleMode":"Shuffle"}"#, .shuffle(true)),
        (#""SetShuffleQueue""#, #"{"ShuffleMode":"Sorted"}"#, .shuffle(false)),
        (#""SetPlaybackOrder""#, #"{"PlaybackOrder":"Shuffle"}"#, .shuffle(true)),
        (#""SetPlaybackOrder""#, #"{"PlaybackOrder":"Default"}"#, .shuffle(false)),
        (#""DisplayContent""#, #"{"ItemName":"Alien","ItemId":"1"}"#, .show(title: "Alien")),
        (#""ToggleFullscreen""#, "{}", .toggleFullscreen), (#""GoHome""#, "{}", .goHome),
        (
            #""DisplayMessage""#, #"{"Header":"H","Text":"hi\nthere","TimeoutMs":"3000"}"#,
            .message(RemoteMessage(title: "H", text: "hi there", seconds: 3))
        ),
    ])
    func commands(name: String, arguments: String, command: RemoteCommand) {
        let json =
            #"{"MessageType":"GeneralCommand","Data":{"Name":\#(name),"Arguments":\#(arguments)}}"#
        #expect(Self.read(json) == .command(command))
    }

    @Test(arguments: [
        ("SetVolume", "{}"), ("SetVolume", #"{"Volume":"loud"}"#),
        ("SetAudioStreamIndex", #"{"Index":"-7"}"#), ("SetSubtitleStreamIndex", "{}"),
        ("SetRepeatMode", #"{"RepeatMode":"RepeatTwice"}"#), ("SetShuffleQueue", "{}"),
        ("DisplayMessage", #"{"Header":"","Text":""}"#), ("DisplayContent", "{}"),
        ("SetMaxStreamingBitrate", #"{"Bitrate":"1"}"#), ("SendString", #"{"String":"x"}"#),
    ])
    func whatCannotBeDoneIsUnknown(name: String, arguments: String) {
        let json =
            #"{"MessageType":"GeneralCommand","Data":{"Name":"\#(name)","Arguments":\#(arguments)}}"#
        #expect(Self.read(json) == .unknown("GeneralCommand \(name)"))
    }

    @Test func aCastNamesItemsFromItsStartOn() throws {
        let cast = try #require(
            play(
                #"{"ItemIds":["a",7,"c",null,"d,e","f"],"StartPositionTicks":30000000,"PlayCommand":"PlayNow","SubtitleStreamIndex":-1,"AudioStreamIndex":"1","MediaSourceId":"m","StartIndex":1}"#
            ))
        #expect(cast.ids == ["7", "c", "f"] && cast.moment == .now && cast.start == 3)
        #expect(cast.subtitleTrack == -1 && cast.audioTrack == 1 && cast.idsLeftOut == 0)
        #expect(!cast.isShuffled)
    }

    @Test func castsOfAllKinds() throws {
        #expect(play(#"{"ItemIds":["a"],"PlayCommand":"PlayNext"}"#)?.moment == .next)
        #expect(play(#"{"ItemIds":["a"],"PlayCommand":"playlast"}"#)?.moment == .last)
        let shuffled = play(#"{"ItemIds":["a","b"],"PlayCommand":"PlayShuffle"}"#)
        #expect(shuffled?.moment == .now && shuffled?.isShuffled == true)
        #expect(play(#"{"ItemIds":"a,b"}"#)?.ids == ["a", "b"])
        #expect(play(#"{"ItemIds":["a"],"StartIndex":99}"#)?.ids == ["a"], "a start behind the end")
        #expect(play(#"{"ItemIds":["a"],"StartIndex":-3}"#)?.ids == ["a"])
        #expect(play(#"{"ItemIds":["a"],"StartPositionTicks":-4}"#)?.start == nil)
        #expect(play(#"{"ItemIds":["a"],"StartPositionTicks":9223372036854775807}"#)?.start == nil)
    }

    @Test func marksAreReadOneByOne() {
        let json =
            #"{"MessageType":"UserDataChanged","Data":{"UserId":"u","UserDataList":[{"ItemId":"a","IsFavorite":true},{"ItemId":5,"IsFavorite":"false"},{"IsFavorite":true},7,{"ItemId":"c"}]}}"#
        guard case .marksChanged(let marks)? = Self.read(json) else {
            Issue.record("no marks")
            return
        }
        #expect(marks.user == "u" && marks.marks.map(\.item) == ["a", "5"])
        #expect(marks.marks.map(\.isFavorite) == [true, false])
    }

    @Test func hugeOnesAreBounded() throws {
        let ids = (0..<10_000).map { "\"\($0)\"" }.joined(separator: ",")
        let many = try #require(play("{\"ItemIds\":[\(ids)],\"StartIndex\":9500}"))
        #expect(many.ids.count == 500 && many.ids.first == "9500")
        let cast = play("{\"ItemIds\":[\(ids)]}")
        #expect(cast?.ids.count == RemotePlay.itemsMax)
        #expect(cast?.idsLeftOut == 10_000 - RemotePlay.itemsMax)
        let long = String(repeating: "e\u{301}", count: 1 << 19)
        let message =
            #"{"MessageType":"GeneralCommand","Data":{"Name":"DisplayMessage","Arguments":{"Text":"\#(long)"}}}"#
        guard case .command(.message(let shown))? = Self.read(message) else {
            Issue.record("no message")
            return
        }
        #expect(shown.text.count == RemoteMessage.textMax)
        let name = #"{"MessageType":"\#(long)"}"#
        guard case .unknown(let short)? = Self.read(name) else {
            Issue.record("known")
            return
        }
        #expect(short.utf8.count <= 130)
        let deep = String(repeating: "[", count: 100_000)
        #expect(Self.read("{\"MessageType\":\"Play\",\"Data\":\(deep)") == nil)
        let closed = deep + String(repeating: "]", count: 100_000)
        #expect(Self.read("{\"MessageType\":\"Play\",\"Data\":\(closed)}") == nil)
        #expect(Self.read("[]") == nil && Self.read("") == nil && Self.read("\"x\"") == nil)
    }

    @Test func nothingOfAMutatedMessageCrashes() {
        let samples = [
            #"{"MessageType":"Play","Data":{"ItemIds":["a",7],"StartPositionTicks":30000000,"PlayCommand":"PlayNow","StartIndex":1}}"#,
            #"{"MessageType":"GeneralCommand","Data":{"Name":"SetVolume","Arguments":{"Volume":"40"}}}"#,
            #"{"MessageType":"Playstate","Data":"{\"Command\":\"Seek\",\"SeekPositionTicks\":1}"}"#,
            #"{"MessageType":"UserDataChanged","Data":{"UserId":"u","UserDataList":[{"ItemId":"a","IsFavorite":true}]}}"#,
            #"{"MessageType":"ForceKeepAlive","Data":60}"#,
        ].map { Array($0.utf8) }
        let odd: [[UInt8]] = [
            "null", "1e999", "-9223372036854775809", "{}", "[]", "\"\\ud800\"", "true", "1e308",
            "\"\u{0}\"", "{\"a\":[[[]]]}",
        ].map { Array($0.utf8) }
        var chance = WallGenerator(seed: 3)
        var understood = 0
        for _ in 0..<4000 {
            guard var bytes = samples.randomElement(using: &chance) else { continue }
            for _ in 0...Int.random(in: 0...2, using: &chance) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0...3, using: &chance) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &chance)
                case 1: bytes.removeLast(bytes.count - place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                default:
                    let end = bytes[place...].firstIndex(of: 0x2C) ?? bytes.count
                    bytes.replaceSubrange(
                        place..<end, with: odd.randomElement(using: &chance) ?? [])
                }
            }
            if Self.read(String(decoding: bytes, as: UTF8.self)) != nil { understood += 1 }
        }
        #expect(understood > 100, "some were still messages")
    }

    @Test func sessionsTellWhetherWeCanBeCommanded() throws {
        func proof(_ json: String) throws -> RemoteLinkEvent.Proof {
            try JSONDecoder().decode(SessionsReply.self, from: Data(json.utf8)).proof(
                device: "AB-c")
        }
        #expect(try proof("[]") == .absent)
        #expect(try proof(#"[{"DeviceId":"other","SupportsRemoteControl":true}]"#) == .absent)
        #expect(try proof(#"[7,{"DeviceId":"abC"}]"#) == .notControllable)
        #expect(
            try proof(
                #"[{"DeviceId":"abc","SupportsRemoteControl":false},{"DeviceId":"ABC","SupportsRemoteControl":true}]"#
            ) == .controllable)
        #expect(throws: DecodingError.self) { try proof("{}") }
    }

    @Test func aMadServersWishesAreBounded() {
        var bound = WishBound()
        let verdicts = (0..<1000).map { _ in bound.take(now: 5) }
        #expect(verdicts.count { $0 == .taken } == 50)
        #expect(verdicts.count { $0 == .firstDropped } == 1)
        #expect(bound.take(now: 6) == .taken)
    }
}
