import Exposition
import Foundation
import Metrics
import TestSupport
import Testing

/// What we write, read by the two parsers of the Python client.
@Suite struct IndependentParserTests {
    private static let script = """
        import struct, sys
        from prometheus_client.parser import text_string_to_metric_families as text
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
        def bits(value):
            value = float(value)
            return "nan" if value != value else "%x" % struct.unpack(">Q", struct.pack(">d", value))[0]
        def hexed(value):
            return value.encode("utf-8").hex()
        for path in sys.argv[1:]:
            parse = openmetrics if path.endswith(".openmetrics") else text
            found = []
            for family in parse(open(path, encoding="utf-8", newline="").read()):
                if family.samples:
                    found.append("%s|%s|%s" % (family.type, family.name, hexed(family.documentation)))
                for sample in family.samples:
                    pairs = sorted(hexed(k) + "=" + hexed(v) for k, v in sample.labels.items())
                    found.append("%s|%s|%s" % (sample.name, ",".join(pairs), bits(sample.value)))
            print("\\n".join(sorted(found)) + "\\n--")
        """

    private static func python(_ arguments: [String]) -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return ("", -1) }  // reported as a status by the caller
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    private static let hasParsers = python(["-c", "import prometheus_client.openmetrics.parser"]).status == 0

    @Test(.enabled(if: hasParsers, "python3 with prometheus_client is not installed"))
    func `two parsers find every sample with its labels and its bits`() {
        for round in rounds { compare(seeds: 6 * round + 1...6 * round + 6) }
    }

    private func compare(seeds: ClosedRange<UInt64>) {
        let folder = TemporaryDirectory()
        var (paths, expected): ([String], [(String, [String])]) = ([], [])
        for seed in seeds {
            let random = RandomSnapshot(seed: seed)
            let text = render(random.snapshot, format: .text, includesCreated: true)
            let openMetrics = render(random.snapshot, format: .openMetrics, includesCreated: true)
            paths.append(folder.write("\(seed).text", text))
            paths.append(folder.write("\(seed).openmetrics", openMetrics))
            expected.append(("seed \(seed), text", random.textSamples))
            expected.append(("seed \(seed), OpenMetrics", random.openMetricsSamples))
        }
        let (output, status) = Self.python(["-c", Self.script] + paths)
        #expect(status == 0)
        let found = output.components(separatedBy: "\n--\n").dropLast()
        #expect(found.count == expected.count)
        for (found, (name, samples)) in zip(found, expected) {
            #expect(found.components(separatedBy: "\n") == samples, "\(name)")
        }
    }
}
