import Sniff
import Testing

/// Texts that change over time within what the other labels name.
struct StateTests {
    /// Columns behind the time, and what is a label and what a state.
    struct Layout: Sendable {
        var names: String
        var record: @Sendable (Int) -> String
        var labels: [String]
        var states: [String]
    }

    private static let statuses = ["running", "idle", "fault"]

    static let layouts: [Layout] = [
        Layout(
            names: "time,device,status,temperature",
            record: { "\(clock($0 / 3 * 60)),d\($0 % 3),\(statuses[$0 / 3 * ($0 % 3 + 1) / 7 % 3]),2\($0 % 7).5" },
            labels: ["device"], states: ["status"]),
        // What is constant for each thing is no state, though some things share it.
        Layout(
            names: "time,device,room,betrieb,temperature",
            record: {
                "\(clock($0 / 3 * 60)),d\($0 % 3),r\($0 % 3 / 2),\(statuses[$0 / 3 * 5 % 11 % 3]),2\($0 % 7).5"
            }, labels: ["room", "device"], states: ["betrieb"]),
        Layout(
            names: "time,unit no,status,temperature",
            record: { "\(clock($0 / 3 * 60)),\($0 % 3 + 4),\(statuses[$0 / 3 * ($0 % 3 + 1) / 7 % 3]),2\($0 % 7).5" },
            labels: ["unit no"], states: ["status"]),
        // One thing, whose records have no name.
        Layout(
            names: "time,weather,temperature",
            record: { "\(clock($0 * 60)),\(statuses[$0 * $0 % 5 % 3]),2\($0 % 7).5" },
            labels: [], states: ["weather"]),
        Layout(
            names: "time,betrieb,temperature", record: { "\(clock($0 * 60)),\(statuses[$0 / 9 % 3]),2\($0 % 7).5" },
            labels: [], states: ["betrieb"]),
        // Things that take turns, each with times of its own.
        Layout(
            names: "time,wo,status,temperature",
            record: { "\(clock($0 * 20)),d\($0 % 3),\(statuses[$0 * $0 / 40 % 3]),2\($0 % 7).5" },
            labels: ["wo"], states: ["status"]),
        // Two columns are needed for a name, and a third is a part of it.
        Layout(
            names: "time,host,disk,status,free",
            record: { "\(clock($0 / 4 * 60)),h\($0 % 2),s\($0 % 4 / 2),\(statuses[$0 * 3 / 17 % 3]),2\($0 % 7).5" },
            labels: ["host", "disk"], states: ["status"]),
        Layout(
            names: "time,parameter,value",
            record: { "\(clock($0 / 3 * 60)),\(["hum", "temp", "co"][$0 % 3]),\($0 % 9).5" },
            labels: ["parameter"], states: []),
        Layout(
            names: "time,parameter,value",
            record: { "\(clock($0 * 60)),\(["hum", "temp", "co"][$0 * $0 % 5 % 3]),\($0 % 9).5" },
            labels: ["parameter"], states: []),
        // Each state has its reading at each time: the state is a part of the name.
        Layout(
            names: "date,state,cases",
            record: { "\(clock($0 / 3 * 86_400)),\(["NY", "CA", "WA"][$0 % 3]),\($0 * 7 % 90)" },
            labels: ["state"], states: []),
        // Of events, each kind has its latest value.
        Layout(
            names: "time,device,status,temperature",
            record: { "\(clock($0 * $0 * 7)),d\($0 % 3),\(statuses[$0 / 3 % 3]),2\($0 % 7).5" },
            labels: ["status", "device"], states: []),
        Layout(
            names: "time,Qualität,Stand",
            record: { "\(clock($0 * 60)),\($0 * $0 % 5 < 2 ? "E" : "G"),\(1000 + $0).25" },
            labels: [], states: ["Qualität"]),
    ]

    @Test(arguments: layouts)
    func `a text that changes within a thing is a state, and what names a thing is a label`(_ layout: Layout) throws {
        let found = try decisions(file(layout.names, 360, layout.record))
        #expect(Set(found.labelNames) == Set(layout.labels), "\(layout.names)")
        #expect(found.states.map { found.columns[$0].name } == layout.states, "\(layout.names)")
        for state in found.states { #expect(found.columns[state].role == .state) }
        #expect((found.note(.states) != nil) == !layout.states.isEmpty)
    }

    @Test func `the evidence of a state says how often it changes, and of what`() throws {
        let found = try decisions(file(Self.layouts[0].names, 360, Self.layouts[0].record))
        let evidence = try #require(found.note(.states)?.evidence)
        #expect(evidence.hasPrefix("status changes in ") && evidence.contains(" % of the steps of one device: "))
    }

    @Test func `a flag that names labels makes labels, and states have no more series than there is room for`() throws {
        var told = Told()
        told.labels = ["device", "status"]
        let text = file(Self.layouts[0].names, 360, Self.layouts[0].record)
        #expect(try decisions(text, told).labelNames.count == 2)
        told.labels = nil
        told.mostSeries = 8
        let small = try decisions(text, told)
        #expect(small.labelNames == ["device"] && small.states.isEmpty)
        #expect(small.columns[2].role == .leftOut(.manySeries))
    }

    @Test func `things that take turns are counted`() throws {
        #expect(try decisions(file(Self.layouts[5].names, 360, Self.layouts[5].record)).turns == 3)
        #expect(try decisions(file(Self.layouts[0].names, 360, Self.layouts[0].record)).turns == 1)
    }
}

private func clock(_ seconds: Int) -> String { "\(1_700_000_000 + seconds)" }
