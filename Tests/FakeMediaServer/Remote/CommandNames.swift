/// The words of remote control (Jellyfin's and Emby's descriptions).
enum CommandNames {
    /// GeneralCommandType.
    static let general: Set<String> = [
        "MoveUp", "MoveDown", "MoveLeft", "MoveRight", "PageUp", "PageDown", "PreviousLetter",
        "NextLetter", "ToggleOsd", "ToggleContextMenu", "Select", "Back", "TakeScreenshot",
        "SendKey", "SendString", "GoHome", "GoToSettings", "VolumeUp", "VolumeDown", "Mute",
        "Unmute", "ToggleMute", "SetVolume", "SetAudioStreamIndex", "SetSubtitleStreamIndex",
        "ToggleFullscreen", "DisplayContent", "GoToSearch", "DisplayMessage", "SetRepeatMode",
        "ChannelUp", "ChannelDown", "Guide", "ToggleStats", "PlayMediaSource", "PlayTrailers",
        "SetShuffleQueue", "PlayState", "PlayNext", "ToggleOsdMenu", "Play",
        "SetMaxStreamingBitrate", "SetPlaybackOrder",
    ]
    /// PlaystateCommand; Emby knows one more.
    static let playstate: Set<String> = [
        "Stop", "Pause", "Unpause", "NextTrack", "PreviousTrack", "Seek", "Rewind",
        "FastForward", "PlayPause",
    ]
    static let seekRelative = "SeekRelative"
    /// PlayCommand.
    static let play: Set<String> = [
        "PlayNow", "PlayNext", "PlayLast", "PlayInstantMix", "PlayShuffle",
    ]

    /// The word as the description spells it.
    static func spelled(_ word: String, in words: Set<String>) -> String? {
        words.first { $0.lowercased() == word.lowercased() }
    }
}
