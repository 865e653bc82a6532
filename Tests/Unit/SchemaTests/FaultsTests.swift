import Schema
import Testing
import YAML

@Suite struct FaultsTests {
    @Test func `faults are listed once each, in the order of the file`() {
        var faults = Faults(file: "map.yml")
        #expect(faults.isEmpty)
        faults.add(Mark(line: 2, column: 1), "cannot b")
        faults.add(Mark(line: 1, column: 9), "cannot a")
        faults.add(nil, "cannot read")
        faults.add(Mark(line: 2, column: 1), "cannot b")
        faults.add(Mark(line: 2, column: 1), "cannot c")
        #expect(!faults.isEmpty)
        let lines = ["map.yml: cannot read", "map.yml:1:9: cannot a", "map.yml:2:1: cannot b", "map.yml:2:1: cannot c"]
        #expect(faults.lines == lines)
        #expect(faults.description == lines.joined(separator: "\n"))
    }

    @Test(arguments: [
        ("lst", #"got an unknown name; want first, last or sum; did you mean "last"?"#),
        ("middle", "got an unknown name; want first, last or sum"),
    ])
    func `an unknown name is compared with those that exist`(found: String, wanted: String) {
        var faults = Faults(file: "f")
        faults.add(Mark(line: 1, column: 1), unknown: found, as: "aggregate", among: ["first", "last", "sum"])
        #expect(faults.lines == ["f:1:1: cannot use aggregate \"\(found)\": \(wanted)"])
    }
}
