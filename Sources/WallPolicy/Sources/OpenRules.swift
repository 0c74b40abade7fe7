/// What may be opened, decided before a player sees it: network addresses of a few schemes,
/// files beneath configured sources, and generated pictures for the demo alone.
public struct OpenRules: Sendable {
    /// Schemes of the network that a person may name.
    public static let schemes: Set<String> = [
        "http", "https", "rtsp", "rtsps", "rtmp", "srt", "udp",
    ]
    /// Schemes that have no end by nature.
    public static let liveSchemes: Set<String> = ["rtsp", "rtsps", "rtmp", "srt", "udp"]
    /// The longest URL that is taken, bytes.
    public static let urlBytesMax = 8192
    /// Openers of mpv and ffmpeg that need no `//`: `concat:a|b`, `subfile,,…:x`, `lavfi:…`.
    /// (mpv 0.35 `--list-protocols`, ffmpeg 5.1 `-protocols`.)
    static let openersWithoutSlashes: Set<String> = [
        "appending", "archive", "async", "av", "bd", "bluray", "br", "cache", "cdda", "concat",
        "concatf", "crypto", "data", "dvb", "dvd", "dvdnav", "edl", "fd", "fdclose", "ffmpeg",
        "file", "ftp", "gopher", "gophers", "hex", "hls", "icecast", "ipfs", "ipns", "lavf",
        "lavfi", "libsmbclient", "md5", "memory", "mf", "mmsh", "mmst", "null", "pipe", "rar",
        "rtp", "sftp", "slice", "smb", "srtp", "subfile", "tcp", "tee", "tls", "tv", "unix",
        "zmq",
    ]

    private let roots: [String]

    /// Rules for these configured sources: absolute paths of files and folders with their
    /// symbolic links already followed (following them is the file system's business).
    public init(roots: [String]) {
        self.roots = roots.map { $0 != "/" && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// Why the file may not be opened, nil when it may.
    /// - Parameter path: absolute, symbolic links already followed.
    public func problem(file path: String) -> SourceProblem? {
        let isBeneath = roots.contains { root in
            path == root || root == "/" || path.utf8.starts(with: (root + "/").utf8)
        }
        if isBeneath && path.utf8.first == UInt8(ascii: "/") { return nil }
        return SourceProblem(
            subject: path,
            sentence: "“\(path)” lies outside the configured sources and is left out; "
                + "add its folder to the sources to play it.")
    }

    /// Why the URL of a source may not be opened, nil when it may.
    public static func problem(url: String) -> SourceProblem? {
        let shown = redacted(url)
        return obstacle(url: url).map {
            SourceProblem(subject: shown, sentence: "“\(shown)” is left out: \($0)")
        }
    }

    /// The same in a clause, without the URL.
    static func obstacle(url: String) -> String? {
        if url.utf8.count > urlBytesMax {
            return "an address may have \(urlBytesMax) bytes at most."
        }
        if url.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            return "there is a control character in it; write the address anew."
        }
        let allowed = "Addresses may begin with http, https, rtsp, rtsps, rtmp, srt or udp."
        if let opener = refusedOpener(in: url) {
            return "“\(opener)” is not opened for safety. \(allowed)"
        }
        guard let scheme = URLParts.scheme(of: url)?.lowercased() else {
            return "it is no address. \(allowed)"
        }
        guard schemes.contains(scheme) else {
            return "“\(scheme)” is not opened for safety. \(allowed)"
        }
        guard let parts = URLParts(url) else {
            return "its host or port cannot be read; a port is a number up to 65535."
        }
        // `udp://@:1234` and `srt://:9000?mode=listener` wait for a sender and name no host.
        if parts.host.isEmpty && scheme != "udp" && scheme != "srt" {
            return "it names no host."
        }
        return nil
    }

    /// The opener of `concat:…`, `subfile,…:…`, `lavfi:…` and their kind, when `text` begins
    /// with one; nil for a path and for an allowed scheme.
    static func refusedOpener(in text: String) -> String? {
        guard
            let mark = text.utf8.firstIndex(where: {
                $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ",")
            }), text[mark...].utf8.contains(UInt8(ascii: ":"))
        else { return nil }
        let opener = text[..<mark].lowercased()
        return openersWithoutSlashes.contains(opener) ? opener : nil
    }
}
