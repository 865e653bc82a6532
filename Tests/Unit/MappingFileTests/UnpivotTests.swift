import CSV
import EventTime
import Feed
import Schema
import TestSupport
import Testing

@testable import MappingFile

/// The mapping of `a.csv` and `b.csv` with these keys of `unpivot`, or its faults.
private func read(_ unpivot: String, _ files: [String: String] = [:], time: String = "t") -> (
    configuration: Configuration?, faults: [String]
) {
    let folder = TemporaryDirectory()
    for (name, text) in files { folder.write(name, text) }
    let path = folder.write(
        "map.yml",
        """
        sources:
          - name: s
            files: "*.csv"
            unpivot: {\(unpivot)}
            time: {column: \(time), format: unix}
            metrics: [{gauge: g, help: G., value: v, labels: {k: k}}]
        """)
    do throws(Faults) {
        return (try ConfigurationReader.read(path), [])
    } catch {
        return (nil, error.lines.map { $0.replacing(folder.path + "/", with: "") })
    }
}

@Suite struct UnpivotTests {
    @Test func `all columns but some and those of the time are unpivoted`() throws {
        let files = ["a.csv": "t,host,cpu,mem\n1,x,2,3\n", "b.csv": "host,mem,t,cpu\n"]
        let found = read("columns: {except: [host]}, label: k, value: v", files)
        let source = try #require(found.configuration).sources[0]
        #expect(source.feed.columns == ["t", "cpu", "mem"] && source.metrics.count == 2)
        #expect(found.configuration?.warnings == [])
    }

    @Test(arguments: [true, false])
    func `the columns are those of the text that a file holds`(_ isGzip: Bool) throws {
        let folder = TemporaryDirectory()
        let text = "t,host,cpu,mem\n1,x,2,3\n"
        if isGzip {
            folder.write("a.csv.gz", gzipped(Array(text.utf8)))
        } else {
            folder.write("a.csv", [0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] })
        }
        let path = folder.write(
            "map.yml",
            """
            sources:
              - name: s
                files: "a.*"
                unpivot: {columns: {except: [host]}, label: k, value: v}
                time: {column: t, format: unix}
                metrics: [{gauge: g, help: G., value: v, labels: {k: k}}]
            """)
        #expect(try ConfigurationReader.read(path).sources[0].feed.columns == ["t", "cpu", "mem"])
    }

    @Test func `the label may be the time, which is no column of the file`() throws {
        let files = ["a.csv": "k,v1,1772438400,1772524800\nx,y,2,3\n"]
        let found = read("columns: {except: [v1, k]}, label: day, value: v", files, time: "day")
        let source = try #require(found.configuration).sources[0]
        #expect(source.feed.columns == ["v", "day", "1772438400", "1772524800", "k"])
    }

    @Test func `columns of later files are told, and unusable files are left to the start`() throws {
        let files = ["a.csv": "", "b.csv": "t,cpu\n", "c.csv": "t,cpu,mem,disk\n"]
        let warnings = try #require(read("columns: {except: []}, label: k, value: v", files).configuration).warnings
        #expect(
            warnings.count == 1
                && warnings[0].contains(#"c.csv has the columns "mem", "disk", which are not in"#), "got \(warnings)")
    }

    @Test(
        arguments: [
            (
                "columns: [a, a], label: k, value: v", [:],
                #"map.yml:4:28: cannot unpivot "a" twice: want each column once"#
            ),
            (
                "columns: {except: [x]}, label: k, value: v", [:],
                "map.yml:4:24: cannot unpivot all columns but some: got no file to read their names from; want a"
            ),
            (
                "columns: {except: [hots]}, label: k, value: v", ["a.csv": "t,host,cpu\n"],
                #"cannot unpivot all columns but some: a.csv:1: cannot find column "hots": got "t", "host", "cpu""#
            ),
            (
                "columns: {except: [cpu]}, label: k, value: v", ["a.csv": "t,cpu\n"],
                "a.csv has no other columns; want a shorter list of exceptions"
            ),
            (
                "columns: {but: [a]}, label: k, value: v", [:],
                #"cannot use key "but": it is no key of columns; want except"#
            ),
            ("columns: {}, label: k, value: v", [:], #"cannot unpivot: got no key "except"; want {except: [NAME, …]}"#),
            (
                "columns: {except: []}, label: cpu, value: v", ["a.csv": "t,cpu\n"],
                #"cannot unpivot: label "cpu" is one of the columns; want another name"#
            ),
        ] as [(String, [String: String], String)])
    func `a fault of unpivot is a sentence`(_ unpivot: String, _ files: [String: String], _ wanted: String) {
        let found = read(unpivot, files).faults
        #expect(found.contains { $0.contains(wanted) }, "got \(found)")
    }

    @Test(arguments: ["t,a,k\n", "t,a,v\n"])
    func `a column of a file is never hidden by a name of unpivot`(_ header: String) throws {
        let folder = TemporaryDirectory()
        let path = folder.write("data.csv", header + "1,2,3\n")
        let rule = TimeRule(slots: [0], format: try .init("unix"), zone: .utc, date: nil, dueAfterStart: 0)
        let source = FeedSource(
            name: "s", files: [path], dialect: .init(), columns: ["t", "a"], time: rule, addedNames: ["k", "v"])
        let error = #expect(throws: FeedError.self) { try History([source]) }
        #expect(try #require(error).description.contains("cannot unpivot: got a column"))
    }
}
