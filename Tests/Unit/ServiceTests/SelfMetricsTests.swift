import Metrics
import Testing

@testable import Service

/// The samples of one family, with their label text.
func samples(of name: String, _ metrics: SelfMetrics, reload: ReloadStatus? = nil) -> [(String, Double)] {
    let all = metrics.samples(isReady: true, connections: 3, reload: reload).families()
    guard let family = all.first(where: { $0.name == name }) else { return [] }
    return family.shownSeries.map { series in
        let labels = zip(family.labelNames, series.labelValues).map { "\($0)=\"\($1)\"" }
        return (labels.joined(separator: ","), series.values[0])
    }
}

@Suite struct SelfMetricsTests {
    private let metrics = SelfMetrics(program: "p", version: "1.2", startTime: 7)

    @Test func `a service tells its version, readiness, connections and requests`() {
        metrics.countRequest(path: "/", status: 404)
        metrics.countRequest(path: "/a", status: 200)
        metrics.countRequest(path: "/a", status: 200)
        #expect(samples(of: "p_build_info", metrics).map(\.0) == [#"version="1.2""#])
        #expect(samples(of: "p_ready", metrics).map(\.1) == [1])
        #expect(samples(of: "p_http_connections", metrics).map(\.1) == [3])
        let requests = samples(of: "p_http_requests_total", metrics)
        #expect(
            requests.map(\.0) == [#"code="200",path="/a""#, #"code="404",path="/""#] && requests.map(\.1) == [2, 1])
    }

    @Test func `reloads are shown where there is a configuration`() {
        #expect(samples(of: "p_config_last_reload_successful", metrics).isEmpty)
        let status = ReloadStatus(isSuccessful: false, lastSuccess: 12.9)
        #expect(samples(of: "p_config_last_reload_successful", metrics, reload: status).map(\.1) == [0])
        #expect(
            samples(of: "p_config_last_reload_success_timestamp_seconds", metrics, reload: status).map(\.1) == [12])
    }

    @Test func `every family of a scrape is declared, once, and counters know since when they count`() throws {
        metrics.countRequest(path: "/", status: 200)
        let status = ReloadStatus(isSuccessful: true, lastSuccess: 1)
        let shown = metrics.samples(isReady: true, connections: 0, reload: status).families()
        let declared = SelfMetrics.families(program: "p")
        #expect(Set(shown.map(\.name)).isSubset(of: declared.map(\.name)))
        #expect(Set(declared.map(\.name)).count == declared.count)
        for family in shown {
            let startTime = try #require(family.shownSeries.first).startTime
            #expect(startTime == (family.type == .counter ? 7 : 0), "\(family.name)")
        }
    }

    @Test func `families keep their keys from scrape to scrape while their series are the same`() throws {
        func requests() throws -> Snapshot.Family {
            let all = metrics.samples(isReady: true, connections: 0, reload: nil).families()
            return try #require(all.first { $0.name == "p_http_requests_total" })
        }
        metrics.countRequest(path: "/b", status: 200)
        let first = try requests()
        metrics.countRequest(path: "/b", status: 200)
        let second = try requests()
        #expect(first.keys.owner === second.keys.owner && first.keys.owner != nil)
        #expect(second.values == [2] && second.startTime(of: 0) == 7)
        metrics.countRequest(path: "/a", status: 200)
        metrics.countRequest(path: "/a", status: 200)
        metrics.countRequest(path: "/a", status: 200)
        let third = try requests()
        #expect(third.keys.owner !== second.keys.owner, "encoders would give the texts of the old series")
        #expect(third.shownSeries.map(\.labelValues) == [["200", "/a"], ["200", "/b"]])
        #expect(third.shownSeries.map(\.values) == [[3], [2]])
        metrics.countRequest(path: "/b", status: 200)
        #expect(try requests().shownSeries.map(\.values) == [[3], [3]])
    }
}
