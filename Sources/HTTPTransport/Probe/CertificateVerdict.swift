/// OpenSSL's verdicts about a certificate, in words that follow "the server's
/// certificate …".
enum CertificateVerdict {
    /// - Parameter code: `X509_V_ERR_…` of `openssl/x509_vfy.h`. 0 means that the
    ///   chain is good; then libcurl itself refused it for its name.
    static func words(forOpenSSL code: Int) -> String {
        switch code {
        case 0, 62: "is for another name"
        case 9: "is not valid yet: check this machine's clock"
        case 10: "has expired, or this machine's clock is wrong"
        case 18: "is self-signed"
        case 19, 20, 21: "comes from an authority that this machine does not know"
        case 23: "was revoked"
        default: "was not accepted (\(code))"
        }
    }
}
