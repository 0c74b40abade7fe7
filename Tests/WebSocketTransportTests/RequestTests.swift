import Testing
import WebSocketTransport

/// What is shown of a request.
struct RequestTests {
    @Test(arguments: [
        ("wss://media.example/socket?api_key=secret", "wss://media.example/socket"),
        ("ws://me:secret@media.example/a@b?x#y", "ws://b"),
        ("me:secret@media.example", "media.example"),
    ])
    func showsNoSecret(url: String, shown: String) {
        var request = WebSocketRequest(url: url)
        request.headers = [WebSocketHeader("Authorization", "secret")]
        #expect("\(request)" == shown)
        var dumped = ""
        dump(request, to: &dumped)
        #expect(!dumped.contains("secret") && !String(reflecting: request).contains("secret"))
    }
}
