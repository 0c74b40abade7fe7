import MPVPlayer

/// What of an item is heard, and read.
extension CellDriver {
    /// - Parameter volume: 0…100, nil for silence without an audio device.
    func setSound(volume: Int?) {
        attempt { player throws(MPVError) in
            if let volume { try player.set(.volume, "\(volume)") }
            try player.set(.audioTrack, volume == nil ? "no" : audioTrackName)
            try player.set(
                .frameDrop,
                volume == nil && !isLive ? PlayerOptions.keepsFrames : PlayerOptions.keepsTime)
        }
    }

    /// Plays a sound track; it is heard once the cell sounds.
    /// - Parameter track: by mpv's number, from 1; 0 for none.
    func selectAudio(_ track: Int, sounds: Bool) {
        audioTrack = track
        guard sounds else { return }
        attempt { player throws(MPVError) in try player.set(.audioTrack, audioTrackName) }
    }

    /// Shows subtitles.
    /// - Parameter track: by mpv's number, from 1; nil for none.
    func selectSubtitles(_ track: Int?) {
        subtitleTrack = track
        attempt { player throws(MPVError) in try showSubtitles(player) }
    }

    /// Gives a player the subtitles that were chosen.
    func showSubtitles(_ player: Player) throws(MPVError) {
        // Fonts are looked for only where subtitles are wanted: each player does it for itself,
        // and takes a second.
        if subtitleTrack != nil { try player.set(.subtitleFontProvider, "auto") }
        try player.set(.subtitleTrack, subtitleTrack.map { "\($0)" } ?? "no")
    }

    /// The next item's own tracks.
    func resetTracks(sounds: Bool) {
        if subtitleTrack != nil { selectSubtitles(nil) }
        guard audioTrack != nil else { return }
        audioTrack = nil
        guard sounds else { return }
        attempt { player throws(MPVError) in try player.set(.audioTrack, audioTrackName) }
    }

    private var audioTrackName: String {
        audioTrack.map { $0 == 0 ? "no" : "\($0)" } ?? "auto"
    }

    /// Where the cell sounds from now on, by mpv's name of the device.
    func setAudioDevice(_ device: String) {
        attempt { player throws(MPVError) in try player.set(.audioDevice, device) }
    }
}
