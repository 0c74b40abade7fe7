import Foundation
import MediaServerAPI
import Testing

/// Servers leave out, add and misspell.
struct ReplyTests {
    @Test func anItemIsReadWithWhatItHas() throws {
        let item = try #require(
            try Replies.items(
                """
                {"Items":[{"Id":12,"Type":"Episode","Name":"Das \\u0000Ende","SeriesName":"Berge",
                "ParentIndexNumber":2,"IndexNumber":5.0,"New":{"x":[1]},"LocationType":"FileSystem",
                "UserData":{"IsFavorite":true},"ImageTags":{"Primary":"p"},
                "ParentThumbItemId":"s","ParentThumbImageTag":"t"}],"TotalRecordCount":1}
                """
            ).items.first)
        #expect(item.id == "12" && item.isFavorite && !item.isVirtual)
        #expect(ItemTitle.of(item) == "Berge · S2 E5 · Das  Ende")
        // Wide before high.
        #expect(item.picture == ServerPicture(item: "s", kind: "Thumb", tag: "t"))
    }

    @Test func aBadItemCostsThatItemOnly() throws {
        let page = try Replies.items(
            "{\"Items\":[{\"Id\":\"a\"},{\"Name\":\"no id\"},7,null,{\"Id\":\"b\"}]}")
        #expect(page.items.map(\.id) == ["a", "b"])
        // The next page begins behind all five.
        #expect(page.received == 5 && page.total == nil)
    }

    @Test func titlesAreBounded() throws {
        let long = String(repeating: "ж", count: 10_000)
        let page = try Replies.items("{\"Items\":[{\"Id\":\"a\",\"Name\":\"\(long)\"}]}")
        #expect(page.items[0].name.utf8.count <= ReplyBounds.titleBytesMax)
    }

    @Test func aReplyWithoutItemsIsNone() {
        #expect(throws: DecodingError.self) { try Replies.items("{\"Foo\":[]}") }
    }

    @Test(arguments: ["a b", "", "a\"b", "a,b", "a\nb", "ä"])
    func aTokenThatDoesNotFitIntoAHeaderIsNone(token: String) throws {
        let json = "{\"User\":{\"Id\":\"u\",\"Name\":\"n\"},\"AccessToken\":\(quoted(token))}"
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SignInReply.self, from: Data(json.utf8))
        }
    }

    @Test func aSignInPrintsNoToken() throws {
        let json = "{\"User\":{\"Id\":\"u\",\"Name\":\"anna\"},\"AccessToken\":\"t0p5ecret\"}"
        let reply = try JSONDecoder().decode(SignInReply.self, from: Data(json.utf8))
        #expect(reply.token == "t0p5ecret" && !"\(reply)".contains("t0p5ecret"))
    }

    private func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
