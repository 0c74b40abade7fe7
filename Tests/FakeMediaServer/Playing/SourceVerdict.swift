/// What the server decided about a version.
struct SourceVerdict: Sendable {
    var playsDirectly = true
    var streamsDirectly = true
    var transcodes = true
    var transcodingURL: String?
    var directURL: String?
    var live: String?

    /// Nothing was asked, so nothing is decided.
    static let asItIs = SourceVerdict()
}

/// What a device can play, as far as the server looks at it.
struct ProfileLimits: Sendable {
    var playsDirectly: Bool
    var transcodes: Bool
    var widthMax: Int64?
    var heightMax: Int64?
    var bitrateMax: Int64?

    init(_ profile: JSON, bitrate: Int64?) {
        playsDirectly =
            profile["DirectPlayProfiles"]?.elements.contains {
                $0["Type"]?.text?.lowercased() == "video"
            } ?? false
        transcodes =
            profile["TranscodingProfiles"]?.elements.contains {
                $0["Type"]?.text?.lowercased() == "video"
            } ?? false
        bitrateMax = bitrate ?? profile["MaxStreamingBitrate"]?.number
        for codec in profile["CodecProfiles"]?.elements ?? [] {
            for condition in codec["Conditions"]?.elements ?? []
            where condition["Condition"]?.text?.lowercased() == "lessthanequal" {
                // Values are texts, whatever they mean.
                guard case .text(let text)? = condition["Value"], let value = Int64(text) else {
                    continue
                }
                switch condition["Property"]?.text?.lowercased() {
                case "width": widthMax = value
                case "height": heightMax = value
                default: break
                }
            }
        }
    }

    /// Whether a file is within the limits.
    func admits(_ file: FakeFile) -> Bool {
        Int64(file.width ?? 0) <= widthMax ?? .max && Int64(file.height ?? 0) <= heightMax ?? .max
            && (file.bitrate ?? 0) <= bitrateMax ?? .max
    }
}
