import Display
import Foundation

extension Doctor {
    /// Display, renderer and, where the graphics card draws, its decoders. The
    /// renderer is taken as the wall takes it, so that the display is named by
    /// the driver that will be used.
    func displayAndRenderer() -> [Finding] {
        do throws(DisplayError) {
            guard settings.renderer != .software else {
                return try [display(), softwareAsSet]
            }
            let (findings, isSoftware) = try underGL()
            return isSoftware ? try [display()] + findings : findings
        } catch {
            return [
                Finding(
                    level: .failure, subject: "display",
                    text: "\(error). Start it in a graphical session, or with --headless.")
            ]
        }
    }

    /// Findings, and whether the software renderer will be taken; the display's
    /// finding is among them only when it will not.
    private func underGL() throws(DisplayError) -> ([Finding], isSoftware: Bool) {
        let video = try VideoSystem(purpose: .gl, driver: headless ? "offscreen" : nil)
        defer { video.close() }
        let isWanted = settings.renderer == .gl
        guard (try? GLRenderer.prepareAttributes()) != nil, let probe = GLRenderer.probe() else {
            guard isWanted else {
                let text = "software will be taken: there is no OpenGL"
                return ([Finding(level: .ok, subject: "renderer", text: text)], true)
            }
            let text =
                "there is no OpenGL: install libgl1-mesa-dri, or set HYPERWALL_RENDERER=auto"
            let renderer = Finding(level: .failure, subject: "renderer", text: text)
            return ([display(video), renderer], false)
        }
        guard probe.isSoftware else {
            let text = "gl will be taken; OpenGL is \(probe.renderer)"
            let renderer = Finding(level: .ok, subject: "renderer", text: text)
            return ([display(video), renderer, hardwareDecoding()], false)
        }
        guard isWanted else {
            let text =
                "software will be taken: OpenGL is \(probe.renderer), a program on the CPU"
            return ([Finding(level: .ok, subject: "renderer", text: text)], true)
        }
        let text =
            "OpenGL is \(probe.renderer), a program on the CPU: HYPERWALL_RENDERER=auto is faster"
        return (
            [display(video), Finding(level: .warning, subject: "renderer", text: text)], false
        )
    }

    private var softwareAsSet: Finding {
        Finding(
            level: .ok, subject: "renderer",
            text: "software will be taken, as HYPERWALL_RENDERER says")
    }

    /// The displays as the software renderer gets them.
    private func display() throws(DisplayError) -> Finding {
        let video = try VideoSystem(
            purpose: .software, driver: RenderBackend.softwareDriver(headless: headless))
        defer { video.close() }
        return display(video)
    }

    private func display(_ video: VideoSystem) -> Finding {
        let displays = video.displays()
        let list = displays.map {
            "\($0.index + 1) \($0.name) \($0.bounds.width)×\($0.bounds.height)"
                + ($0.refreshRate > 0 ? " at \($0.refreshRate) Hz" : "")
        }.joined(separator: "; ")
        let isAnySelected = displays.contains {
            settings.displays.includes(number: $0.index + 1, name: $0.name)
        }
        guard isAnySelected else {
            return Finding(
                level: .failure, subject: "display",
                text: "HYPERWALL_DISPLAYS names none of: \(list)")
        }
        return Finding(level: .ok, subject: "display", text: "\(list), by \(video.driver)")
    }

    /// Whether what mpv needs to decode on the graphics card is there. Only
    /// files are looked at: each codec is mpv's own choice while it plays.
    private func hardwareDecoding() -> Finding {
        let subject = "decoding"
        if settings.hardwareDecoding == "no" {
            return Finding(
                level: .ok, subject: subject, text: "by the CPU, as HYPERWALL_HWDEC says")
        }
        let files = FileManager.default
        if files.fileExists(atPath: "/dev/nvidiactl") {
            return Finding(level: .ok, subject: subject, text: "NVIDIA's driver is there")
        }
        let nodes = entries(in: "/dev/dri").filter { $0.hasPrefix("renderD") }
        guard !nodes.isEmpty else {
            return Finding(
                level: .warning, subject: subject,
                text: "by the CPU: there is no /dev/dri/renderD128 of a graphics card here")
        }
        guard nodes.contains(where: { files.isReadableFile(atPath: "/dev/dri/\($0)") }) else {
            return Finding(
                level: .warning, subject: subject,
                text: "by the CPU: /dev/dri/\(nodes[0]) may not be opened; add yourself to the "
                    + "group render and log in again")
        }
        let drivers = entries(in: "/usr/lib").flatMap { entries(in: "/usr/lib/\($0)/dri") }
            .filter { $0.hasSuffix(Self.driverEnding) }
        guard !drivers.isEmpty else {
            return Finding(
                level: .warning, subject: subject,
                text: "by the CPU: no VA-API driver is installed; install mesa-va-drivers, or "
                    + "intel-media-va-driver for an Intel graphics card")
        }
        let names = Set(drivers.map { $0.dropLast(Self.driverEnding.count) }).sorted()
        return Finding(
            level: .ok, subject: subject,
            text: "/dev/dri/\(nodes[0]), VA-API drivers \(names.joined(separator: ", "))")
    }

    /// How libva names the file of a driver, after the driver's own name.
    private static let driverEnding = "_drv_video.so"

    /// What lies in a folder, by name; nothing when it cannot be read.
    private func entries(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}
