import Foundation
public import MediaServerAPI
public import Tunables

/// What a link to a media server needs to know.
public struct ServerSettings: Sendable {
    /// Where it is.
    public var address: ServerAddress
    /// Who we are to it.
    public var device: DeviceIdentity
    /// What to sign in with.
    public var credentials: CredentialSources
    /// Names or ids; none for all libraries of videos.
    public var libraries: [String]
    /// Which of their items.
    public var filter: ItemFilter
    /// When a transcode is wanted.
    public var wish: PlayPlanner.Wish
    /// So many times the cell's pixels are worth one.
    public var transcodeOver: Int
    /// Transcodes at once.
    public var transcodesMax: Int
    /// Whether the server learns positions.
    public var reportsPlays: Bool
    /// How long connecting is the main message.
    public var connectPatience: Duration
    /// How long the server may be away before something else plays.
    public var reservePatience = Duration.seconds(10)
    /// A token that is refused sooner than this after its sign-in is not replaced at once.
    public var sessionMin = Duration.seconds(60)
    /// How long to wait after such a refusal; more after the next.
    public var hastyPause = Duration.seconds(20)
    /// Between two looks whether a person has mended the credentials.
    public var personInterval = Duration.seconds(5)
    /// Between two looks whether the server's owner has mended what is wrong there.
    public var ownerInterval = Duration.seconds(120)
    /// Between two readings of the library.
    public var refresh: Duration
    /// Certificate authorities besides the system's.
    public var caFile: String?
    /// Whether certificates are checked.
    public var verifiesCertificates: Bool
    /// Whether each cell is a device of its own.
    public var hasCellDevices: Bool
    /// Transcodes that have not ended yet are listed here.
    public var encodingsFile: String

    /// The settings of a wall; nil when it has no media server.
    /// - Throws: `ServerSettingsProblem` for an address or a filter that is none.
    public init?(_ settings: Settings, files: ServerFiles, version: String)
        throws(ServerSettingsProblem)
    {
        guard let url = settings.serverURL else { return nil }
        do throws(ServerAddress.Problem) {
            address = try ServerAddress(url)
        } catch {
            throw ServerSettingsProblem(sentence: "HYPERWALL_SERVER_URL: \(error)")
        }
        do throws(ItemFilter.Problem) {
            filter = try ItemFilter(settings.filter ?? "")
        } catch {
            throw ServerSettingsProblem(sentence: "HYPERWALL_FILTER: \(error)")
        }
        device = DeviceIdentity(
            device: Self.deviceName(settings.name), id: files.deviceID(wall: settings.name),
            version: version)
        credentials = CredentialSources(settings, files: files)
        libraries = settings.libraries
        wish =
            switch settings.transcode {
            case .auto: .auto
            case .never: .never
            case .always: .always
            }
        transcodeOver = settings.transcodeOver
        transcodesMax = settings.maxTranscodes
        reportsPlays = settings.watchState == .report
        connectPatience = settings.connectRetry
        refresh = settings.refresh
        caFile = settings.tlsCAFile
        verifiesCertificates = !settings.tlsInsecure
        hasCellDevices = settings.remoteDevices == .cells
        encodingsFile = "\(files.state)/\(settings.name).transcodes.json"
    }

    /// What a person reads in the server's list of devices.
    private static func deviceName(_ wall: String) -> String {
        let host = ProcessInfo.processInfo.hostName.split(separator: ".").first.map(String.init)
        let place = host ?? "this machine"
        return wall == "wall" ? place : "\(wall) on \(place)"
    }
}

/// Why a media server's settings cannot be used.
public struct ServerSettingsProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence that names the variable.
    public let sentence: String
    /// The sentence.
    public var description: String { sentence }
}
