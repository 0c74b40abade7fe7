import CWebSockets

/// OpenSSL's look at one certificate of a server's chain, while it lasts.
struct CertificateCheck {
    private let check: UnsafeMutableRawPointer

    init(_ check: UnsafeMutableRawPointer) { self.check = check }

    /// OpenSSL's verdict so far.
    var verdict: Int32 { hw_ws_verdict(check) }

    /// Whether the certificate, if it is the server's own, is for an IP address.
    func isFor(address: String) -> Bool { hw_ws_is_for_address(check, address) == 1 }
}
