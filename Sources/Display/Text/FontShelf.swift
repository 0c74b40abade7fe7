import CSDL2
import CSDLTTF
import Glibc
import Synchronization

/// The open fonts: DejaVu in its cuts, and for each script that DejaVu lacks
/// the installed font that was found to have it. On the main thread.
final class FontShelf {
    /// Where the three faces are looked for: Debian, then other systems.
    static let dejaVuFolders = [
        "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu",
        "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/TTF", "/usr/local/share/fonts",
    ]
    /// Fonts open at once. A wall with every overlay uses a dozen sizes of three faces.
    static let mostOpen = 96
    private struct Key: Hashable {
        let path: String
        let pixels: Int
        let faceIndex: Int
    }

    /// Which file serves characters of one script in one block of 256 code points.
    private struct Need: Hashable {
        let script: Script
        let block: UInt32
        let bold: Bool
    }

    private struct Found {
        let path: String
        let faceIndex: Int
    }

    private let facePaths: [TextStyle.Face: String]
    private let search: FontSearch
    private var open: BoundedCache<Key, FontHandle>
    private var unusable: Set<String> = []
    private var found: [Need: [Found]] = [:]
    private var missing: Set<Unicode.Scalar> = []
    /// Whether a letter was drawn as a box because the search was still going on.
    private var awaitsSearch = false
    private var isOpen: Bool
    /// Why there is no text, in one sentence; nil when there is.
    let problem: String?

    /// Starts SDL_ttf and looks for the faces. Never fails: a machine without
    /// fonts gets a wall without words, and `problem` says so.
    init(dejaVuFolders: [String] = FontShelf.dejaVuFolders, folders: [String]) {
        search = FontSearch(folders: folders)
        open = BoundedCache(limit: Self.mostOpen)
        isOpen = freeTypeLock.withLock { _ in TTF_Init() == 0 }
        guard isOpen else {
            facePaths = [:]
            problem = "Text cannot be drawn: \(String(cString: SDL_GetError()))."
            return
        }
        let names: [TextStyle.Face: String] = [
            .regular: "DejaVuSans.ttf", .bold: "DejaVuSans-Bold.ttf",
            .monospaced: "DejaVuSansMono.ttf",
        ]
        var paths: [TextStyle.Face: String] = [:]
        for (face, name) in names {
            paths[face] = dejaVuFolders.lazy.map { "\($0)/\(name)" }
                .first { access($0, R_OK) == 0 }
        }
        if paths[.regular] == nil {
            // Any upright font is better than no words at all.
            paths[.regular] = FontFiles(folders: folders).paths.first { path in
                guard let font = try? FontHandle(path: path, pixels: 16) else { return false }
                defer { font.close() }
                return font.isScalable && font.provides("A") && font.provides("é")
            }
        }
        facePaths = paths
        problem =
            paths[.regular] == nil
            ? "There is no font on this machine, so the wall shows no words. "
                + "Install the package fonts-dejavu-core." : nil
    }

    deinit {
        assert(!isOpen, "the fonts were not closed")
    }

    /// Closes every font; the second call does nothing.
    func close() {
        guard isOpen else { return }
        isOpen = false
        for font in open.removeAll() { font.close() }
        freeTypeLock.withLock { _ in TTF_Quit() }
    }

    /// The font of a face; nil when there is none at all.
    func main(_ face: TextStyle.Face, pixels: Int) -> FontHandle? {
        guard let path = facePaths[face] ?? facePaths[.regular] else { return nil }
        return handle(path, pixels: pixels, faceIndex: 0)
    }

    /// Another font that has these code points, if one is installed.
    func fallback(
        for scalars: [Unicode.Scalar], script: Script, bold: Bool, pixels: Int
    ) -> FontHandle? {
        guard isOpen, let first = scalars.first, !missing.contains(first) else { return nil }
        let need = Need(script: script, block: first.value >> 8, bold: bold)
        for entry in found[need, default: []] {
            if let font = handle(entry.path, pixels: pixels, faceIndex: entry.faceIndex),
                scalars.allSatisfy(font.provides)
            {
                return font
            }
        }
        guard let entries = search.entries else {
            awaitsSearch = true
            return nil
        }
        var candidates: [(rank: Int, path: String)] = []
        for entry in entries where entry.coverage.contains(scalars) {
            let rank = FontFiles.rank(entry.path, for: script, bold: bold)
            candidates.append((rank, entry.path))
        }
        // Entries come in order already; a stable choice among equals.
        while let best = candidates.indices.min(by: { candidates[$0].rank < candidates[$1].rank }) {
            let path = candidates.remove(at: best).path
            let faceIndex = Self.faceIndex(for: script, path: path)
            // The file may claim what FreeType does not see.
            if let font = handle(path, pixels: pixels, faceIndex: faceIndex),
                scalars.allSatisfy(font.provides)
            {
                found[need, default: []].append(Found(path: path, faceIndex: faceIndex))
                return font
            }
        }
        if missing.count < 4_096 { missing.insert(first) }
        return nil
    }

    /// Whether letters that were boxes may have a font now. True once.
    func searchEnded() -> Bool {
        guard awaitsSearch, search.isFinished else { return false }
        awaitsSearch = false
        return true
    }

    /// Waits for a search that is going on; for tests and for pictures of one moment.
    func waitForSearch(seconds: Double) -> Bool { search.wait(seconds: seconds) }

    /// Noto's CJK collections hold, in this order, the Japanese, Korean,
    /// simplified and traditional Chinese forms of the same characters.
    private static func faceIndex(for script: Script, path: String) -> Int {
        guard path.hasSuffix(".ttc"), FontFiles.name(of: path).contains("CJK") else { return 0 }
        if script == .hangul { return 1 }
        return script == .han ? 2 : 0
    }

    private func handle(_ path: String, pixels: Int, faceIndex: Int) -> FontHandle? {
        guard isOpen, !unusable.contains(path) else { return nil }
        let key = Key(path: path, pixels: pixels, faceIndex: faceIndex)
        if let font = open.value(for: key) { return font }
        guard let font = try? FontHandle(path: path, pixels: pixels, faceIndex: faceIndex) else {
            unusable.insert(path)
            return nil
        }
        for old in open.keep(font, for: key, cost: 1) { old.close() }
        return font
    }
}
