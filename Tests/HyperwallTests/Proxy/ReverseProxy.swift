import Foundation
import TestSupport

/// One of the examples of `config/`, in front of a wall.
struct ReverseProxy: Sendable {
    /// The program.
    let program: String
    /// What of the example is other here, and what stands around it.
    private let change: @Sendable (_ example: String, _ ports: Ports, _ folder: String) -> String
    private let example: String
    /// Its arguments but for the file.
    private let check: [String]
    private let run: [String]
    private let file: String

    struct Ports: Sendable {
        var plain: UInt16
        var encrypted: UInt16
        var wall: UInt16
    }

    /// Whether it is installed.
    var isThere: Bool {
        ["/usr/sbin/", "/usr/bin/"].contains {
            FileManager.default.isExecutableFile(atPath: $0 + program)
        }
    }

    static let nginx = ReverseProxy(
        program: "nginx",
        change: { example, ports, folder in
            let site = example.replacingOccurrences(
                of: #"\n *listen \[::\].*;"#, with: "", options: .regularExpression
            )
            .replacingOccurrences(of: "listen 80;", with: "listen 127.0.0.1:\(ports.plain);")
            .replacingOccurrences(of: "listen 443 ", with: "listen 127.0.0.1:\(ports.encrypted) ")
            .replacingOccurrences(of: "127.0.0.1:8585", with: "127.0.0.1:\(ports.wall)")
            .replacingOccurrences(of: "/etc/ssl/wall.example", with: folder)
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: "\n")
            return """
                \(getuid() == 0 ? "user root;" : "")
                daemon off;
                worker_processes 1;
                pid \(folder)/nginx.pid;
                error_log \(folder)/error.log notice;
                events {}
                http {
                access_log \(folder)/access.log;
                \(temporary)
                \(site)
                }

                """
        }, example: "nginx.conf", check: ["-q", "-t", "-c"], run: ["-c"], file: "nginx.conf")

    static let caddy = ReverseProxy(
        program: "caddy",
        change: { example, ports, folder in
            let site = example.replacingOccurrences(of: "#tls internal", with: "tls internal")
                .replacingOccurrences(of: "127.0.0.1:8585", with: "127.0.0.1:\(ports.wall)")
                .replacingOccurrences(
                    of: "\nwall.example {",
                    with:
                        "\nwall.example {\n\tlog {\n\t\toutput file \(folder)/access.log\n\t}\n")
            return """
                {
                \tadmin off
                \tskip_install_trust
                \tstorage file_system \(folder)/store
                \tdefault_bind 127.0.0.1
                \thttp_port \(ports.plain)
                \thttps_port \(ports.encrypted)
                }

                """ + site
        }, example: "Caddyfile", check: ["validate", "--adapter", "caddyfile", "--config"],
        run: ["run", "--adapter", "caddyfile", "--config"], file: "Caddyfile")

    /// Runs it before a wall, and ends it.
    /// - Parameter body: the port for TLS, and the folder with its logs.
    func with(
        wall port: UInt16, on stage: WallStage, _ body: (UInt16, String) async throws -> Void
    ) async throws {
        let folder = stage.folder.at(program)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ports = Ports(plain: try Self.freePort(), encrypted: try Self.freePort(), wall: port)
        let text = try String(
            contentsOf: Examples.config.appendingPathComponent(example), encoding: .utf8)
        let path = "\(folder)/\(file)"
        try change(text, ports, folder).write(toFile: path, atomically: true, encoding: .utf8)
        try certificate(in: folder)
        let environment = [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder, "XDG_DATA_HOME": folder,
            "XDG_CONFIG_HOME": folder,
        ]
        let said = "\(folder)/check.log"
        let checking = try ChildProcess(
            [program] + check + [path], environment: environment, files: [1: said, 2: said])
        let status = await checking.end()
        let words = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
        guard status == 0, !words.contains("warn") else {
            throw WallProcess.Timeout(description: "\(program) does not take it: \(words)")
        }
        let log = "\(folder)/run.log"
        let proxy = try ChildProcess(
            [program] + run + [path], environment: environment, files: [1: log, 2: log])
        do {
            let isUp = await soon { () -> Bool? in
                guard let socket = try? TestSocket.connected(port: ports.encrypted) else {
                    return nil
                }
                socket.close()
                return true
            }
            _ = try isUp.orFail("\(program) does not listen")
            try await body(ports.encrypted, folder)
            await proxy.stop()
        } catch {
            await proxy.stop()
            let words = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw WallProcess.Timeout(description: "\(error)\n\(words.suffix(2000))")
        }
    }

    private static func freePort() throws -> UInt16 {
        let (socket, port) = try TestSocket.listeningOnLoopback()
        socket.close()
        return port
    }

    /// One that nobody signed.
    private func certificate(in folder: String) throws {
        let made = try ProgramRun.of(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "2", "-subj", "/CN=wall.example", "-addext",
                "subjectAltName=DNS:wall.example", "-keyout", "\(folder)/privkey.pem", "-out",
                "\(folder)/fullchain.pem",
            ])
        guard made.status == 0 else { throw WallProcess.Timeout(description: made.errors) }
    }
}
