import Foundation
import TestSupport
import Testing

/// The dashboard can be imported anywhere: it asks for its data source, and names none of ours.
@Suite struct DashboardTests {
    @Test func itAsksForItsDataSource() throws {
        let dashboard = try Examples.dashboard()
        let inputs = try #require(dashboard["__inputs"] as? [[String: Any]])
        #expect(inputs.map { $0["name"] as? String } == ["DS_PROMETHEUS"])
        #expect(dashboard["id"] is NSNull, "an id is of one Grafana alone")
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        let numbers = panels.compactMap { $0["id"] as? Int }
        #expect(numbers.count == panels.count && Set(numbers).count == numbers.count)
        for panel in panels where panel["type"] as? String != "row" {
            let title = panel["title"] as? String ?? "?"
            for part in [panel] + (panel["targets"] as? [[String: Any]] ?? []) {
                let source = part["datasource"] as? [String: Any]
                #expect(source?["uid"] as? String == "${DS_PROMETHEUS}", "\(title)")
            }
            for target in panel["targets"] as? [[String: Any]] ?? [] {
                let expression = target["expr"] as? String ?? ""
                #expect(expression.contains("wall=~\"$wall\""), "\(title) shows every wall")
            }
        }
    }

    @Test func itsWallsAreThoseThatThereAre() throws {
        let templating = try #require(try Examples.dashboard()["templating"] as? [String: Any])
        let list = try #require(templating["list"] as? [[String: Any]])
        #expect(list.map { $0["name"] as? String } == ["wall"])
        #expect(list[0]["definition"] as? String == "label_values(hyperwall_build_info, wall)")
        let source = list[0]["datasource"] as? [String: Any]
        #expect(source?["uid"] as? String == "${DS_PROMETHEUS}")
    }

    @Test func noPanelLiesOnAnother() throws {
        let panels = try #require(try Examples.dashboard()["panels"] as? [[String: Any]])
        var taken: Set<[Int]> = []
        for panel in panels {
            let place = try #require(panel["gridPos"] as? [String: Int])
            let (x, y) = (place["x"] ?? -1, place["y"] ?? -1)
            let (width, height) = (place["w"] ?? 0, place["h"] ?? 0)
            #expect(x >= 0 && y >= 0 && width > 0 && x + width <= 24 && height > 0)
            for row in y..<y + height {
                for column in x..<x + width {
                    #expect(taken.insert([row, column]).inserted, "\(panel["title"] ?? "?")")
                }
            }
        }
    }
}
