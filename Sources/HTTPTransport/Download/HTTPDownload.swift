import CCurl

/// Why a download brought nothing.
public struct DownloadFailure: Error, Sendable, Equatable {
    /// A part of a sentence: `the server does not have it (404)`. Without the URL.
    public let reason: String
}

/// Gets a small thing over http or https, on the calling thread.
public enum HTTPDownload {
    /// Gets a URL. Redirects are not followed: where they lead must be opened
    /// by the rules that the URL itself was.
    /// - Parameters:
    ///   - url: an http or https URL.
    ///   - bytesMax: more than this is a failure.
    public static func get(_ url: String, bytesMax: Int) -> Result<[UInt8], DownloadFailure> {
        let question = ProbeQuestion(url: url, limits: ProbeLimits()) { false }
        guard ProbeQuestion.isWebAddress(url) else {
            return .failure(DownloadFailure(reason: "the address is no http or https address"))
        }
        do {
            let handle = try CurlHandle()
            defer { handle.close() }
            let reception = Reception(bodyBytesMax: bytesMax)
            try question.prepareCommon(handle)
            // Whatever the server can: gzip, br.
            try handle.set(CURLOPT_ACCEPT_ENCODING, "")
            try reception.attach(to: handle)
            let code = try withExtendedLifetime(reception) { () throws(CurlError) in
                try handle.perform()
            }
            if reception.overflowed {
                return .failure(DownloadFailure(reason: "it is larger than \(bytesMax) bytes"))
            }
            let outcome = try question.judge(code, handle, reception)
            guard outcome == .answered else {
                return .failure(DownloadFailure(reason: "\(outcome)"))
            }
            return .success(reception.body)
        } catch {
            return .failure(DownloadFailure(reason: "it could not be asked for (\(error.words))"))
        }
    }
}
