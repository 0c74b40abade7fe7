extension Problem {
    /// The whole HTTP answer.
    /// - Parameter hasBody: not to `HEAD` (RFC 9110 §9.3.2).
    func response(hasBody: Bool) -> [UInt8] {
        let body = json
        let lines = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
        let head = """
            HTTP/1.1 \(status) \(title)\r
            \(lines)\
            Content-Type: \(Self.mediaType)\r
            Content-Length: \(body.count)\r
            Cache-Control: no-store\r
            X-Content-Type-Options: nosniff\r
            Cross-Origin-Resource-Policy: same-origin\r
            Connection: close\r
            \r

            """
        return Array(head.utf8) + (hasBody ? body : [])
    }
}
