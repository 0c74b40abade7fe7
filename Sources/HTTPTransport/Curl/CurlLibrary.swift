import CCurl

/// libcurl as a whole.
public enum CurlLibrary {
    /// What `curl_global_init` answered; it runs once, at the first use.
    static let initialised: CURLcode = curl_global_init(globalEverything)

    /// `CURL_GLOBAL_ALL`, a macro of macros that Swift does not import:
    /// `CURL_GLOBAL_SSL` (1) and `CURL_GLOBAL_WIN32` (2).
    private static let globalEverything = 3

    /// The versions of libcurl and of its TLS library, as in
    /// `libcurl/7.88.1 OpenSSL/3.0.17`.
    public static var version: String {
        guard let text = curl_version() else { return "libcurl" }
        return String(cString: text).split(separator: " ").prefix(2).joined(separator: " ")
    }
}

/// A call of libcurl that did not succeed.
struct CurlError: Error, Equatable {
    /// libcurl's code.
    let code: CURLcode
    /// What was being done, for the log.
    let operation: String

    /// libcurl's words for the code. They never hold a URL.
    var words: String {
        guard let text = curl_easy_strerror(code) else { return "unknown error" }
        return String(cString: text)
    }
}
