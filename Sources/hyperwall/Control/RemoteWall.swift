import ControlServer
import HTTPTransport
import Tunables
import WallRuntime

/// A wall of another machine, by its address.
struct RemoteWall: Sendable {
    /// Where it is.
    let address: WallAddress
    /// What it wants to see; nil for none.
    let token: [UInt8]?
    /// The file of that, for words about it.
    let tokenFile: String?
    /// How it is reached.
    let settings: HTTPClientSettings

    /// - Parameters:
    ///   - host: as the person wrote it.
    ///   - tokenFile: the file of its token.
    ///   - own: this machine's configuration.
    init(host: String, tokenFile: String?, _ own: Settings) throws(WallFailure) {
        do throws(WallAddress.Problem) {
            address = try WallAddress(host)
        } catch {
            // EX_USAGE. The host itself is not repeated: a password may stand in it.
            throw WallFailure(
                "--host takes a wall's name or address, as foyer, foyer:8585, [::1]:8585 or "
                    + "https://walls.example; \(error).", exitStatus: 64)
        }
        self.tokenFile = tokenFile
        do throws(WebTokenProblem) {
            var token: [UInt8]?
            if let tokenFile { token = try WebToken.read(tokenFile, of: "--token-file") }
            self.token = token
        } catch {
            throw WallFailure(error.description, exitStatus: 2)
        }
        var settings = HTTPClientSettings()
        // A token is for the wall, and for no machine between.
        settings.usesProxy = false
        settings.caFile = own.tlsCAFile
        self.settings = settings
        if token != nil, !address.isEncrypted, !address.isLoopback {
            Terminal.error(
                "The token goes to \(address.name) over plain http, and anybody on the way can "
                    + "read it; a proxy with TLS before the wall keeps it secret.")
        }
    }

    /// A question.
    /// - Parameters:
    ///   - json: what is sent; nil for a question that changes nothing.
    ///   - bytesMax: more than this is no answer.
    func request(
        _ target: String, json: String? = nil, bytesMax: Int, within time: Duration
    ) -> HTTPRequest {
        var headers = bearer
        if json != nil {
            headers.append(HTTPHeader("Content-Type", "application/json"))
            headers.append(HTTPHeader("Hyperwall-Request", "1"))
        }
        var request = HTTPRequest(
            json == nil ? .get : .post, url: address.base + target, headers: headers,
            body: json.map { Array($0.utf8) })
        request.replyBytesMax = bytesMax
        request.redirects = .none
        request.total = time
        return request
    }

    /// The token as it goes over the line.
    var bearer: [HTTPHeader] {
        guard let token else { return [] }
        return [HTTPHeader("Authorization", "Bearer \(String(decoding: token, as: UTF8.self))")]
    }

    /// The body of an answer that says yes.
    func body(of reply: HTTPReply) throws(WallFailure) -> [UInt8] {
        guard !(200..<300 ~= reply.status) else { return reply.body }
        throw failure(status: reply.status, body: reply.body)
    }

    /// What an answer means that says no.
    func failure(status: Int, body: [UInt8]) -> WallFailure {
        let name = address.name
        if 300..<400 ~= status {
            return WallFailure(
                "\(name) sends whoever asks on to another address, which is not followed: name "
                    + "that one instead.",
                exitStatus: 69)
        }
        guard let words = ProblemText.detail(body) else {
            return WallFailure("What answers at \(name) is no wall (\(status)).", exitStatus: 69)
        }
        if status == 401 {
            // The wall's own words go with it: it may have no token at all.
            let sentence =
                tokenFile.map { "\(name) does not take the token of \($0): \(words)" }
                ?? "\(name) wants its token: name the file that holds it with --token-file."
            return WallFailure(sentence, exitStatus: 77)
        }
        return WallFailure(words, exitStatus: WallClient.exitStatus(of: status))
    }

    /// What no answer means.
    func failure(_ failure: HTTPFailure) -> WallFailure {
        switch failure {
        case .certificate:
            WallFailure(
                "\(address.name) cannot be trusted: \(failure). Its authority can be named in "
                    + "HYPERWALL_TLS_CA_FILE.", exitStatus: 78)
        case .tooLarge:
            WallFailure("What answers at \(address.name) is no wall: \(failure).", exitStatus: 69)
        default: WallFailure("No wall answers at \(address.name): \(failure).", exitStatus: 69)
        }
    }
}
