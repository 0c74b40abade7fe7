/// Turns an entry of a list into what it leads to.
struct PlaylistResolver {
    /// Why an entry is left out, as a part of a sentence.
    struct Refusal: Error { let reason: String }

    let base: PlaylistBase
    /// False for a variant of an HLS playlist, which is such a list by its name.
    var refusesLists = true

    func resolve(_ text: String) -> Result<PlaylistEntry.Target, Refusal> {
        if URLParts.scheme(of: text)?.lowercased() == "file" {
            guard case .folder = base else {
                return refuse("a list from the network may not name files of this machine")
            }
            guard let path = SourceSpecification.localPath(ofFileURL: text) else {
                return refuse("the file address cannot be read")
            }
            return file(PathText.absolute(path, from: "/"))
        }
        if URLParts.scheme(of: text) != nil { return network(text) }
        if let opener = OpenRules.refusedOpener(in: text) {
            return refuse("“\(opener)” is not opened for safety")
        }
        if PlaylistResolver.isWindowsPath(text) {
            return refuse("it is a path of Windows; write it as it is called here")
        }
        switch base {
        case .folder(let folder):
            // Lists made on Windows write `Folder\clip.mp4`.
            let isForeign = text.utf8.contains(0x5C) && !text.utf8.contains(UInt8(ascii: "/"))
            let path = isForeign ? String(text.map { $0 == "\\" ? "/" : $0 }) : text
            return file(PathText.absolute(path, from: folder))
        case .url(let url):
            guard let whole = PlaylistResolver.join(text, to: url) else {
                return refuse("the list's own address cannot be read")
            }
            return network(whole)
        }
    }

    private func file(_ path: String) -> Result<PlaylistEntry.Target, Refusal> {
        if refusesLists && PlaylistFormat(name: path) != nil {
            return refuse("a list inside a list is not followed; name it as a source")
        }
        return .success(.file(path: path))
    }

    private func network(_ url: String) -> Result<PlaylistEntry.Target, Refusal> {
        if let problem = OpenRules.problem(url: url) {
            return refuse(problem.sentence.hasSuffix(".") ? trimmedEnd(problem) : problem.sentence)
        }
        // `.m3u8` over the network is an HLS playlist, one item.
        let ending = PathText.fileExtension(of: URLParts(url)?.path ?? "")
        if refusesLists && (ending == "m3u" || ending == "pls") {
            return refuse("a list inside a list is not followed; name it as a source")
        }
        let scheme = URLParts.scheme(of: url) ?? ""
        return .success(.url(scheme.lowercased() + url.dropFirst(scheme.count)))
    }

    private func refuse(_ reason: String) -> Result<PlaylistEntry.Target, Refusal> {
        .failure(Refusal(reason: reason))
    }

    private func trimmedEnd(_ problem: SourceProblem) -> String {
        String(problem.sentence.dropLast())
    }

    /// `C:\…`, `C:/…` and `\\server\…`.
    static func isWindowsPath(_ text: String) -> Bool {
        let start = Array(text.utf8.prefix(3))
        if start.starts(with: [0x5C, 0x5C]) { return true }
        guard start.count == 3, start[1] == UInt8(ascii: ":") else { return false }
        let isLetter = (65...90).contains(start[0]) || (97...122).contains(start[0])
        return isLetter && (start[2] == 0x5C || start[2] == UInt8(ascii: "/"))
    }

    /// A reference joined to the URL of its list (RFC 3986, section 5.2). The list's query is
    /// not inherited, its user info is: the same server asks for it again.
    static func join(_ reference: String, to base: String) -> String? {
        guard let parts = URLParts(base) else { return nil }
        if reference.hasPrefix("//") { return parts.scheme + ":" + reference }
        let user = parts.userInfo.map { $0 + "@" } ?? ""
        let port = parts.port.map { ":\($0)" } ?? ""
        let root = "\(parts.scheme)://\(user)\(parts.host)\(port)"
        let cut =
            reference.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            ?? reference.endIndex
        let path = reference[..<cut]
        if path.isEmpty { return root + parts.path + reference[cut...] }
        let folder = parts.path.isEmpty ? "/" : PathText.folder(of: parts.path)
        return root + PathText.absolute(String(path), from: folder) + reference[cut...]
    }
}
