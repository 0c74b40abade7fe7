import WallPolicy

/// The buttons of a player.
enum PlaystateMessage {
    /// Rewinding and winding forward by so many seconds, as the keys do it.
    static let step = 10.0

    /// What a message wants; nil when a wall cannot do it.
    static func command(_ data: LooseObject) -> RemoteCommand? {
        switch data.words("command")?.lowercased() {
        case "stop": return .stop
        case "pause": return .pause
        case "unpause": return .unpause
        case "playpause": return .togglePause
        case "nexttrack": return .next
        case "previoustrack": return .previous
        case "rewind": return .seekBy(seconds: -step)
        case "fastforward": return .seekBy(seconds: step)
        case "seek":
            guard let ticks = data.number("seekpositionticks") else { return nil }
            return Ticks.seconds(max(0, ticks)).map { .seek(seconds: $0) }
        case "seekrelative":
            // Emby's alone.
            guard let ticks = data.number("seekpositionticks") else { return nil }
            let seconds = Double(ticks) / Ticks.perSecond
            return abs(seconds) < 1e9 ? .seekBy(seconds: seconds) : nil
        default: return nil
        }
    }
}

/// Everything else that an app may want of a device.
enum GeneralCommandMessage {
    /// What a message wants; nil when a wall cannot do it.
    static func command(_ data: LooseObject) -> RemoteCommand? {
        let arguments: LooseObject? = data.value("arguments")
        switch data.words("name")?.lowercased() {
        case "mute": return .mute
        case "unmute": return .unmute
        case "togglemute": return .toggleMute
        case "volumeup": return .volumeUp
        case "volumedown": return .volumeDown
        case "setvolume":
            return arguments?.number("volume").map { .volume(Int(min(max($0, 0), 100))) }
        case "setaudiostreamindex": return track(arguments).map(RemoteCommand.audioTrack)
        case "setsubtitlestreamindex": return track(arguments).map(RemoteCommand.subtitleTrack)
        case "setrepeatmode": return repeats(arguments?.words("repeatmode"))
        case "setshufflequeue": return shuffle(arguments?.words("shufflemode"))
        case "setplaybackorder": return shuffle(arguments?.words("playbackorder"))
        case "displaymessage": return message(arguments)
        case "displaycontent":
            let name = arguments?.words("itemname").map { String($0.unicodeScalars.prefix(600)) }
            return name.flatMap { ReplyText.clean($0) }.map { .show(title: $0) }
        case "togglefullscreen": return .toggleFullscreen
        case "gohome": return .goHome
        default: return nil
        }
    }

    /// The outer nil is for what is no number of a track, the inner one for none at all.
    private static func track(_ arguments: LooseObject?) -> Int?? {
        guard let index = arguments?.number("index") else { return nil }
        if index == -1 { return .some(nil) }
        return SocketTrack.number(index).map { .some($0) }
    }

    private static func repeats(_ mode: String?) -> RemoteCommand? {
        switch mode?.lowercased() {
        case "repeatnone": .repeats(.none)
        case "repeatone": .repeats(.one)
        case "repeatall": .repeats(.all)
        default: nil
        }
    }

    private static func shuffle(_ mode: String?) -> RemoteCommand? {
        switch mode?.lowercased() {
        case "shuffle": .shuffle(true)
        case "sorted", "default": .shuffle(false)
        default: nil
        }
    }

    private static func message(_ arguments: LooseObject?) -> RemoteCommand? {
        let milliseconds = arguments?.number("timeoutms").flatMap { $0 > 0 ? $0 : nil }
        let message = RemoteMessage(
            title: arguments?.words("header") ?? "", text: arguments?.words("text") ?? "",
            seconds: milliseconds.map { Double($0) / 1000 } ?? 5)
        return message.title.isEmpty && message.text.isEmpty ? nil : .message(message)
    }
}
