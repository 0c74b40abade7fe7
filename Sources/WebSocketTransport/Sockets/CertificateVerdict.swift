/// OpenSSL's verdicts about a certificate, in words that follow "the server's
/// certificate …": the same as for requests, which another library asks for.
enum CertificateVerdict {
    /// - Parameter code: `X509_V_ERR_…` of `openssl/x509_vfy.h`.
    static func words(forOpenSSL code: Int32) -> String {
        switch code {
        case 62, 64: "is for another name"
        case 9: "is not valid yet: check this machine's clock"
        case 10: "has expired, or this machine's clock is wrong"
        case 18: "is self-signed"
        case 19, 20, 21: "comes from an authority that this machine does not know"
        case 23: "was revoked"
        default: "was not accepted (\(code))"
        }
    }
}
