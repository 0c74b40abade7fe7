import CCurl

/// Where an address leads: two addresses with equal origins are one server's.
/// Parsed by libcurl itself, so that no address means one thing here and another
/// thing to what sends the request.
struct WebOrigin: Hashable {
    /// `http` or `https`.
    let scheme: String
    /// In lower case; an IPv6 address in its brackets.
    let host: String
    /// The scheme's own when the address names none.
    let port: String
}

/// An address in libcurl's own form. It must be closed.
final class WebAddress {
    private var address: OpaquePointer?

    /// nil when it is no absolute address that libcurl understands.
    init?(_ url: String) {
        guard !url.utf8.contains(0), let address = curl_url() else { return nil }
        guard curl_url_set(address, CURLUPART_URL, url, 0) == CURLUE_OK else {
            curl_url_cleanup(address)
            return nil
        }
        self.address = address
    }

    deinit {
        assert(address == nil, "an address of libcurl's was not closed")
        close()
    }

    /// Gives it back; a second call does nothing.
    func close() {
        curl_url_cleanup(address)
        address = nil
    }

    /// Its origin, nil when it is no http or https address.
    var origin: WebOrigin? {
        guard let scheme = part(CURLUPART_SCHEME)?.lowercased(), let host = part(CURLUPART_HOST),
            let port = part(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT)),
            scheme == "http" || scheme == "https", !host.isEmpty
        else { return nil }
        return WebOrigin(scheme: scheme, host: host.lowercased(), port: port)
    }

    /// Where a `Location` of a reply from here leads, absolute; nil when it cannot
    /// be understood. The address moves there.
    func follow(_ location: String) -> String? {
        // As libcurl reads them: servers do send spaces and bare UTF-8.
        let flags = UInt32(CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME)
        guard !location.utf8.contains(0),
            curl_url_set(address, CURLUPART_URL, location, flags) == CURLUE_OK
        else { return nil }
        return part(CURLUPART_URL)
    }

    private func part(_ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(address, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// The origin of `url`, nil when it is no http or https address.
    static func origin(of url: String) -> WebOrigin? {
        guard let address = WebAddress(url) else { return nil }
        defer { address.close() }
        return address.origin
    }
}
