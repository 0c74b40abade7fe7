import Foundation
import TestSupport

/// A plain web server on an address of this machine that is not loopback, with one clip.
enum FileShare {
    /// - Parameter body: gets the clip's address.
    static func with(
        host: String, clip: Clip, _ body: (String) async throws -> Void
    ) async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = try await onThread { try ClipStore.path(clip) }
        let name = "shared.mkv"
        try FileManager.default.createSymbolicLink(
            atPath: folder.at(name), withDestinationPath: path)
        let log = folder.at("log")
        let server = try ChildProcess(
            [
                "python3", "-u", "-m", "http.server", "--bind", host, "--directory", folder.path,
                "0",
            ], files: [1: log, 2: log])
        do {
            let port = await soon { () -> Int? in
                let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                return words.firstMatch(of: /port ([0-9]+)/).flatMap { Int($0.1) }
            }
            try await body("http://\(host):\(try port.orFail("no web server"))/\(name)")
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }
}

extension PageStage {
    /// An IPv4 address of this machine by which it comes to itself as from elsewhere; nil where
    /// it has none but loopback.
    static let ownAddress: String? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            let isUp = entry.ifa_flags & UInt32(IFF_UP) != 0
            let isLoopback = entry.ifa_flags & UInt32(IFF_LOOPBACK) != 0
            guard isUp, !isLoopback, let address = entry.ifa_addr,
                address.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard
                getnameinfo(
                    address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
            else { continue }
            let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
            // Link-local addresses are nobody's way to anything.
            if !text.hasPrefix("169.254.") { return text }
        }
        return nil
    }()
}
