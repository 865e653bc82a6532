import Foundation
import TestSupport
import Testing

/// `csv_exporter scale-rules` on folders, beside a mapping.
@Suite struct ScaleRulesTests {
    private let folder = TemporaryDirectory()

    private static func rule(_ window: String) -> String {
        "groups:\n- name: g\n  rules:\n  - {alert: A, expr: 'rate(x_total[\(window)]) > 1'}\n"
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }

    private func scale(_ arguments: String...) throws -> (status: Int32, out: String, err: String) {
        try Program.run(["scale-rules", "--output-dir=scaled"] + arguments, in: folder)
    }

    private func names(in path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(path)").sorted()) ?? []
    }

    @Test func `the YAML files of a folder are written into a folder, and nothing that is in its folders`() throws {
        try makeFolder("mine/rules/tests")
        try makeFolder("common/rules")
        folder.write("mine/rules/a.yml", Self.rule("1h"))
        folder.write("mine/rules/b.yaml", Self.rule("2h"))
        for name in ["README.md", ".a.yml.swp", ".hidden.yml", "tests/a.yml"] {
            folder.write("mine/rules/\(name)", "no: rules")
        }
        folder.write("common/rules/a.yml", Self.rule("3h"))
        folder.write("c.yml", Self.rule("4h"))
        let end = try scale("--replay.speed=60", "mine/rules", "./common/rules/", "c.yml")
        #expect(end == (0, "", ""))
        #expect(names(in: "scaled") == ["c.yml", "common-rules", "mine-rules"])
        #expect(names(in: "scaled/mine-rules") == ["a.yml", "b.yaml"])
        #expect(Program.text("scaled/mine-rules/b.yaml", in: folder) == Self.rule("2m"))
        #expect(Program.text("scaled/common-rules/a.yml", in: folder) == Self.rule("3m"))
        #expect(try scale("--replay.speed=60", "mine/rules", "./mine/rules").err.contains("two files of that name"))
    }

    @Test func `what an earlier run left in a folder is removed, also if the rules are gone`() throws {
        try makeFolder("mine/rules")
        folder.write("mine/rules/a.yml", Self.rule("1h"))
        folder.write("mine/rules/b.yml", Self.rule("1h"))
        #expect(try scale("--replay.speed=60", "mine/rules/").status == 0)
        folder.write("scaled/mine-rules/note.txt", "")
        try FileManager.default.removeItem(atPath: "\(folder.path)/mine/rules/a.yml")
        #expect(try scale("--replay.speed=60", "mine/rules/").status == 0)
        #expect(names(in: "scaled/mine-rules") == ["b.yml", "note.txt"])
        try FileManager.default.removeItem(atPath: "\(folder.path)/mine/rules")
        #expect(try scale("--replay.speed=60", "mine/rules/") == (0, "", ""))
        #expect(names(in: "scaled/mine-rules") == ["note.txt"])
    }

    @Test func `a file that cannot be scaled leaves what was there`() throws {
        try makeFolder("rules")
        folder.write("rules/a.yml", Self.rule("1h"))
        #expect(try scale("--replay.speed=60", "rules").status == 0)
        folder.write("rules/b.yml", Self.rule("1 h"))
        let end = try scale("--replay.speed=6", "rules")
        #expect(end.status == 1 && end.err.hasPrefix("rules/b.yml:4: cannot scale a window"), "\(end)")
        #expect(Program.text("scaled/rules/a.yml", in: folder) == Self.rule("1m"))
        #expect(names(in: "scaled/rules") == ["a.yml"])
    }

    @Test func `rules that do not hold at the speed are left out, one line each`() throws {
        folder.write("a.yml", Self.rule("10m"))
        let refused = try scale("--replay.speed=300", "a.yml")
        #expect(refused.status == 1 && refused.err.contains("a.yml:4: cannot scale the window [10m]"), "\(refused)")
        let end = try scale("--replay.speed=300", "--leave-out", "a.yml")
        #expect(
            end == (
                0, "",
                "warning: a.yml:4: left out: A, which holds up to speed 120: [10m] becomes 2s, fewer than 5 scrapes\n"
            ))
        #expect(try scale("--replay.speed=max", "--leave-out", "a.yml").status == 0)
    }

    @Test(arguments: [
        ("replay: {speed: 60}", "", "", "1m"), ("replay: {speed: 60}", "", "6", "10m"), ("", "", "", "1h"),
        ("replay: {speed: 60}", "    mode: follow\n", "6", "1h"), ("replay: {speed: max}", "", "6", "10m"),
    ])
    func `without a speed the mapping's holds, and followed files have speed 1`(
        _ replay: String, _ mode: String, _ speed: String, _ window: String
    ) throws {
        folder.write(
            "map.yml",
            """
            \(replay)
            sources:
              - name: a
                files: a.csv
            \(mode)    time: {column: t, format: unix}
                metrics: [{counter: x_total, help: X.}]

            """)
        folder.write("a.yml", Self.rule("1h"))
        let end = try scale("--config.file=map.yml", "--replay.speed=\(speed)", "a.yml")
        #expect(end == (0, "", ""))
        #expect(Program.text("scaled/a.yml", in: folder) == Self.rule(window))
    }

    @Test(arguments: [
        (["--config.file=map.yml", "--source.mode=follow"], "1h"),
        (["--config.file=map.yml", "--source.mode=follow", "--replay.speed=6"], "1h"),
        (["--config.file=map.yml", "--source.mode=replay"], "1m"), (["--source.mode=follow"], "1h"),
    ])
    func `the mode of the exporter's flag wins over that of the mapping`(
        _ arguments: [String], _ window: String
    ) throws {
        folder.write(
            "map.yml",
            """
            replay: {speed: 60}
            sources:
              - name: a
                files: a.csv
                time: {column: t, format: unix}
                metrics: [{counter: x_total, help: X.}]

            """)
        folder.write("a.yml", Self.rule("1h"))
        let end = try Program.run(["scale-rules", "--output-dir=scaled"] + arguments + ["a.yml"], in: folder)
        #expect(end == (0, "", ""))
        #expect(Program.text("scaled/a.yml", in: folder) == Self.rule(window))
    }
}
