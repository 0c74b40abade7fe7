/// One source as a person wrote it: an argument or an entry of `HYPERWALL_SOURCES`.
public enum SourceSpecification: Sendable, Hashable {
    /// A folder or a file; the file system knows which. Absolute.
    case path(String)
    /// A list by its name (`.m3u`, `.m3u8`, `.pls`) on this machine. Absolute.
    case list(path: String)
    /// A list by its name on the network (http, https). A `.m3u8` may prove an HLS playlist.
    case listURL(String)
    /// Anything else on the network.
    case url(String)

    /// Entries of `HYPERWALL_SOURCES`: separated by line ends or `;`, blanks around them and
    /// empty ones left out.
    public static func split(_ sources: String) -> [String] {
        sources.split { $0.isNewline || $0 == ";" }
            .map { trimmed($0) }
            .filter { !$0.isEmpty }
    }

    /// Reads one entry.
    /// - Parameters:
    ///   - text: as written; a leading `~/` is the home folder, no other shell writing is known.
    ///   - home: the home folder, absolute, if there is one.
    ///   - workingFolder: what relative paths start from, absolute.
    /// - Returns: what it is, or why it is nothing that may be opened.
    public static func parse(
        _ text: String, home: String?, workingFolder: String
    ) -> Result<SourceSpecification, SourceProblem> {
        let text = trimmed(text[...])
        if text.isEmpty || text.utf8.contains(0) {
            return .failure(
                SourceProblem(
                    subject: "sources",
                    sentence: "A source is empty or holds a zero byte; name a folder, a file, a "
                        + "list or an address."))
        }
        if let path = localPath(ofFileURL: text) {
            return .success(named(path: PathText.absolute(path, from: "/")))
        }
        if let scheme = URLParts.scheme(of: text) {
            if let problem = OpenRules.problem(url: text) { return .failure(problem) }
            // ffmpeg knows schemes in small letters only.
            let url = scheme.lowercased() + text.dropFirst(scheme.count)
            return .success(named(url: url))
        }
        if let opener = OpenRules.refusedOpener(in: text) {
            let shown = OpenRules.redacted(text)
            return .failure(
                SourceProblem(
                    subject: shown,
                    sentence: "“\(shown)” is left out: “\(opener)” is not opened for safety. If "
                        + "it is a file of that name, write ./ before it."))
        }
        var path = text
        if text == "~" || text.hasPrefix("~/"), let home {
            path = home + text.dropFirst()
        }
        return .success(named(path: PathText.absolute(path, from: workingFolder)))
    }

    /// The source as it may be shown.
    public var redacted: String {
        switch self {
        case .path(let path), .list(let path): path
        case .url(let url), .listURL(let url): OpenRules.redacted(url)
        }
    }

    /// The path of `file:///PATH` and `file://localhost/PATH`; nil for anything else.
    static func localPath(ofFileURL text: String) -> String? {
        guard let parts = URLParts(text), parts.scheme == "file",
            parts.host.isEmpty || parts.host == "localhost", !parts.path.isEmpty
        else { return nil }
        return PathText.percentDecoded(parts.path)
    }

    private static func named(path: String) -> SourceSpecification {
        PlaylistFormat(name: path) == nil ? .path(path) : .list(path: path)
    }

    private static func named(url: String) -> SourceSpecification {
        guard let parts = URLParts(url), parts.scheme == "http" || parts.scheme == "https",
            PlaylistFormat(name: parts.path) != nil
        else { return .url(url) }
        return .listURL(url)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
