import Display

extension Doctor {
    /// A script, a word in it, and Debian's package with letters for it.
    private struct Script {
        let name: String
        let sample: String
        let package: String
    }

    private static let scripts = [
        Script(name: "Arabic", sample: "مرحبا", package: "fonts-noto-core"),
        Script(name: "Hebrew", sample: "שלום", package: "fonts-noto-core"),
        Script(name: "Hindi", sample: "नमस्ते", package: "fonts-noto-core"),
        Script(name: "Thai", sample: "สวัสดี", package: "fonts-noto-core"),
        Script(name: "Chinese", sample: "视频墙", package: "fonts-noto-cjk"),
        Script(name: "Japanese", sample: "ビデオの壁", package: "fonts-noto-cjk"),
        Script(name: "Korean", sample: "안녕하세요", package: "fonts-noto-cjk"),
    ]

    /// Seconds that the search through the machine's fonts may take.
    private static let searchPatience = 5.0

    /// The wall's own font, and the scripts that titles may be written in.
    func fonts() -> Finding {
        let text = TextPainter()
        defer { text.close() }
        if let problem = text.problem {
            return Finding(level: .warning, subject: "fonts", text: problem)
        }
        let hasEnded = Self.scripts.allSatisfy { script in
            // The first word that the wall's own font lacks starts the search.
            _ = text.hasFont(for: script.sample)
            return text.waitForFonts(seconds: Self.searchPatience)
        }
        guard hasEnded else {
            return Finding(
                level: .warning, subject: "fonts",
                text: "letters for the wall's words are there; the search for others takes too long"
            )
        }
        let missing = Self.scripts.filter { !text.hasFont(for: $0.sample) }
        guard !missing.isEmpty else {
            let names = Self.scripts.map(\.name).joined(separator: ", ")
            return Finding(
                level: .ok, subject: "fonts", text: "letters for the wall's words, and for \(names)"
            )
        }
        let packages = Set(missing.map(\.package)).sorted().joined(separator: " ")
        return Finding(
            level: .ok, subject: "fonts",
            text: "letters for the wall's words, but none for "
                + missing.map(\.name).joined(separator: ", ")
                + ": install \(packages) if titles need them")
    }
}
