import Metrics

/// The reason why `label` may not be a label of a family of this type; nil if it may.
func reasonAgainst(label: String, of type: MetricType) -> String? {
    if !isLabelName(label) { return "a label name has letters, digits and _, and no digit at the start" }
    if label.hasPrefix("__") { return "names that begin with __ belong to Prometheus" }
    if label == "job" || label == "instance" { return "Prometheus sets \(label) itself when it scrapes" }
    if label == "le" && type == .histogram { return "le belongs to the buckets of a histogram" }
    if label == "quantile" { return "quantile belongs to summaries" }
    if label == "le" { return "le belongs to the buckets of histograms" }
    return nil
}

/// All names that a family of this type has in either text format. Two families with a common name clash.
func exposedNames(_ name: MetricName, _ type: MetricType) -> [String] {
    let base = type.baseName(of: name.description)
    switch type {
    case .counter: return [base, base + "_total", base + "_created"]
    case .histogram: return [base, base + "_bucket", base + "_count", base + "_sum", base + "_created"]
    case .info: return [base, base + "_info"]
    case .gauge: return [base]
    }
}
