import CMPV

extension Player {
    /// libmpv's own version, as `mpv 0.35.1`; nil when it does not say.
    ///
    /// Waits for mpv's core, unlike everything else here: only for a player
    /// that draws nothing, never on the loop of a running wall.
    public func waitForVersion() -> String? {
        guard let handle = core.main, renderContext == nil else { return nil }
        guard let text = mpv_get_property_string(handle, "mpv-version") else { return nil }
        defer { mpv_free(text) }
        return String(cString: text)
    }
}
