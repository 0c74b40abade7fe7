/// A message as a mail (RFC 5322, MIME).
public enum MailText {
    /// The whole mail, with CRLF line ends.
    ///
    /// - Parameters:
    ///   - from: the sender's address.
    ///   - host: the machine's name, for the ids that make one incident one thread.
    public static func mail(
        _ message: WatchdogMessage, to: [String], from: String, host: String
    ) -> String {
        var lines = [
            "From: \(from)",
            "To: \(to.joined(separator: ", "))",
            "Subject: \(encodedWord("[\(message.level.rawValue)] \(message.app) watchdog"))",
            "Date: \(Moment.mail(message.wall))",
        ]
        let own = "\(message.service).\(message.wall).\(message.kind.rawValue)"
        if let thread = message.thread {
            let root = "<\(thread.id)@\(host)>"
            // The first mail of an incident is the root, all others answer it.
            if thread.stage == .opened {
                lines.append("Message-ID: \(root)")
            } else {
                lines.append("Message-ID: <\(own)@\(host)>")
                lines += ["In-Reply-To: \(root)", "References: \(root)"]
            }
        } else {
            lines.append("Message-ID: <\(own)@\(host)>")
        }
        lines += [
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated", "",
        ]
        let body = "\(message.title)\r\n\r\n\(message.text)\r\n"
        lines += base64Lines(Array(body.utf8))
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A header's text in ASCII (RFC 2047); pieces of at most 75 bytes.
    static func encodedWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && !text.contains("=?")
        guard !isPlain else { return text }
        var words: [String] = []
        var piece: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar.value < 32 ? " " : scalar).utf8)
            if piece.count + bytes.count > 45 {
                words.append("=?UTF-8?B?\(base64(piece))?=")
                piece = []
            }
            piece += bytes
        }
        words.append("=?UTF-8?B?\(base64(piece))?=")
        return words.joined(separator: " ")
    }

    private static func base64Lines(_ bytes: [UInt8]) -> [String] {
        stride(from: 0, to: bytes.count, by: 57).map {
            base64(Array(bytes[$0..<min($0 + 57, bytes.count)]))
        }
    }

    /// RFC 4648, with padding.
    static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for offset in 0..<3 {
                bits = bits << 8 | (offset < group.count ? Int(group[start + offset]) : 0)
            }
            for place in 0..<4 {
                let letter = letters[bits >> (18 - 6 * place) & 63]
                text.append(place <= group.count ? letter : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
