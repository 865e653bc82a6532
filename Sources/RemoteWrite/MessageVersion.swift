/// A version of the remote write protocol.
/// https://prometheus.io/docs/specs/prw/remote_write_spec/ and …/remote_write_spec_2_0/
package enum MessageVersion: String, Sendable {
    /// `prometheus.WriteRequest`.
    case one = "1.0"
    /// `io.prometheus.write.v2.Request`.
    case two = "2.0"

    /// The header fields of a request beside those of every client.
    package var headers: [(name: String, value: String)] {
        let isOne = self == .one
        return [
            ("Content-Encoding", "snappy"),
            ("Content-Type", "application/x-protobuf" + (isOne ? "" : ";proto=io.prometheus.write.v2.Request")),
            ("X-Prometheus-Remote-Write-Version", isOne ? "0.1.0" : "2.0.0"),
        ]
    }

    /// The names of the fields that no user sets, in lower case: those of `headers`, and those of the client.
    package static let reservedHeaders = [
        "content-encoding", "content-type", "x-prometheus-remote-write-version", "user-agent", "host",
        "content-length", "transfer-encoding", "connection",
    ]
}
