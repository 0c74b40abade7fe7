import HTTPTransport
public func spike(_ url: String) -> Int {
    do { return try BlockingHTTP.send(HTTPRequest(url: url)).status } catch { return 0 }
}
