import CCurl

/// Lines in libcurl's own form. It must be freed.
final class CurlList {
    /// The first link, nil when there are no lines.
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// Whether every line is in it.
    private(set) var isWhole = true

    /// Without memory for a line, that line and those after it are missing.
    init(_ lines: [String]) {
        for line in lines {
            guard let longer = curl_slist_append(first, line) else {
                isWhole = false
                return
            }
            first = longer
        }
    }

    deinit { assert(first == nil, "a list of libcurl's was not freed") }

    /// Gives it back; a second call does nothing.
    func free() {
        curl_slist_free_all(first)
        first = nil
    }
}
