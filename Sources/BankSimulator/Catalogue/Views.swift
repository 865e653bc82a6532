import Synthesis

/// What the control API says about the records of a data set beside `/events`, as the catalogue declares it.
struct Views {
    /// A path at which the records of a stream are shown, and at which one more is made.
    struct Door {
        /// One segment: `transactions`.
        let path: String
        let stream: Int
        /// The kind of a record that is made.
        let kind: Int
    }

    /// A service that people ask about.
    struct Service {
        let name: String
        let stream: Int
        /// The setting that is the stream's share of odd records.
        let anomalyRate: String?
        let measures: [Measure]
    }

    /// A number over the records since the start.
    struct Measure {
        /// What is counted.
        enum Fold {
            case count
            /// The share that meets conditions, of a hundred.
            case percent([Condition])
            /// The mean of a column.
            case mean(Int)
        }

        let name: String
        let fold: Fold
        let conditions: [Condition]
    }

    /// Whose tries fail.
    struct Attempts {
        let stream: Int
        /// The column of those who try.
        let column: Int
        let conditions: [Condition]
        /// Milliseconds that a failure counts.
        let span: Int64
    }

    /// The state of the whole, by the last record of a file.
    struct Health {
        let file: Int
        /// The column with `healthy`, `degraded` or `critical`.
        let status: Int
        /// Columns that are shown as they are.
        let columns: [Int]
        /// Columns that are the system's metrics.
        let metrics: [Int]
    }

    var doors: [Door] = []
    var services: [Service] = []
    var attempts: Attempts?
    var health: Health?

    /// The service whose records are those of a stream.
    func service(of stream: Int) -> Service? { services.first { $0.stream == stream } }
}
