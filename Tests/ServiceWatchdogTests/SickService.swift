import Foundation
import TestSupport

/// A service that answers HTTP, and is sick in the way that a file says.
struct SickService {
    private let folder: ScratchFolder
    let name: String

    /// Writes the program and its unit.
    init(_ manager: ServiceManager, name: String = "media") throws {
        folder = manager.folder
        self.name = name
        try manager.write(
            unit: "\(name).service",
            """
            [Unit]
            StartLimitIntervalSec=0
            [Service]
            ExecStart=/usr/bin/python3 -I -S \(folder.at("\(name).py")) \(folder.at(name))
            TimeoutStopSec=2
            """)
        try write("\(name).py", Self.program)
    }

    /// Its unit.
    var unit: String { "\(name).service" }

    /// How it answers from now on: `ok`, a status, `body`, `hang`, `closed`, `slow-once`,
    /// `dies`.
    func become(_ mode: String) throws { try write("\(name).mode", mode) }

    /// Whether a start makes it well.
    func healAtStart(_ heals: Bool) throws {
        let path = folder.at("\(name).heals")
        if heals {
            try write("\(name).heals", "")
        } else {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// How often it was started.
    var starts: Int { Int(read("\(name).starts")) ?? 0 }

    /// Its port, once it has one.
    var port: Int? { Int(read("\(name).port")) }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.at(name)))
    }

    private func read(_ name: String) -> String {
        (try? String(contentsOfFile: folder.at(name), encoding: .utf8)) ?? ""
    }

    private static let program = """
        import os, socket, sys, time
        base = sys.argv[1]
        def read(kind):
            try: return open(base + kind).read().strip()
            except OSError: return ""
        def write(kind, text):
            with open(base + kind + ".new", "w") as file: file.write(text)
            os.rename(base + kind + ".new", base + kind)
        write(".starts", str(int(read(".starts") or 0) + 1))
        if os.path.exists(base + ".heals"): write(".mode", "ok")
        if read(".mode") == "dies": sys.exit(7)
        listener, held = None, []
        def listen():
            made = socket.socket()
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(("127.0.0.1", int(read(".port") or 0)))
            made.listen(64)
            made.settimeout(0.02)
            write(".port", str(made.getsockname()[1]))
            return made
        while True:
            mode = read(".mode")
            if mode == "closed":
                if listener: listener.close()
                listener = None
                time.sleep(0.02)
                continue
            listener = listener or listen()
            try: client, _ = listener.accept()
            except TimeoutError: continue
            mode = read(".mode")
            if mode == "slow-once":
                write(".mode", "ok")
                held.append(client)
                continue
            if mode == "hang":
                held.append(client)
                continue
            client.settimeout(1)
            try:
                client.recv(65536)
                if mode == "half":
                    client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nHea")
                    held.append(client)
                    continue
                status = int(mode) if mode.isdigit() else 200
                body = {"body": "Nothing of that", "starting": "Degraded"}.get(mode, "Healthy")
                extra = "Location: http://127.0.0.1:1/\\r\\n" if status == 301 else ""
                client.sendall((f"HTTP/1.1 {status} X\\r\\n{extra}Content-Length: {len(body)}\\r\\n"
                    f"Connection: close\\r\\n\\r\\n{body}").encode())
            except OSError: pass
            client.close()
        """
}
