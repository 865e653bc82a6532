extension StrictExposition.Family {
    /// The first fault of the family, in words; nil if it has none.
    func problem(isOpenMetrics: Bool) -> String? {
        if samples.isEmpty { return "no samples" }
        if !samples.allSatisfy({ $0.name.hasPrefix(name) }) { return "a sample of another family" }
        if let suffix = samples.lazy.map({ $0.name.dropFirst(name.count) }).first(where: { !allows($0, isOpenMetrics) })
        {
            return "the suffix \"\(suffix)\" of a sample"
        }
        if type != "histogram", let sample = samples.first(where: { $0.bound != nil }) { return "le on \(sample.name)" }
        var groups: [[StrictExposition.Sample]] = []
        for sample in samples {
            if groups.last?.first?.group == sample.group {
                groups[groups.count - 1].append(sample)
            } else {
                groups.append([sample])
            }
        }
        if Set(groups.map { $0[0].group }).count < groups.count { return "a metric's lines apart from each other" }
        return groups.lazy.compactMap { self.problem(of: $0, isOpenMetrics) }.first
    }

    private func allows(_ suffix: Substring, _ isOpenMetrics: Bool) -> Bool {
        switch type {
        case "gauge": suffix.isEmpty
        case "counter": isOpenMetrics ? ["_total", "_created"].contains(suffix) : suffix.isEmpty
        case "info": suffix == "_info"
        default: ["_bucket", "_sum", "_count"].contains(suffix) || isOpenMetrics && suffix == "_created"
        }
    }

    /// The first fault of the lines that share their labels.
    private func problem(of group: [StrictExposition.Sample], _ isOpenMetrics: Bool) -> String? {
        func values(_ suffix: String) -> [Double] { group.filter { $0.name == name + suffix }.map(\.value) }
        if group.contains(where: { $0.name.hasSuffix("_created") && type != "gauge" && !($0.value > 0) }) {
            return "a time of creation that is none"
        }
        switch type {
        case "gauge": return nil
        case "info": return values("_info") == [1] ? nil : "an info that is not 1"
        case "counter":
            if isOpenMetrics && !name.isEmpty && name.hasSuffix("_total") { return "_total in the family's name" }
            if !isOpenMetrics && !name.hasSuffix("_total") { return "a counter without _total" }
            let value = values(isOpenMetrics ? "_total" : "")
            if value.count != 1 { return "\(value.count) totals" }
            return value[0] >= 0 ? nil : "a counter of \(value[0])"
        default: return histogramProblem(of: group, isOpenMetrics)
        }
    }

    private func histogramProblem(of group: [StrictExposition.Sample], _ isOpenMetrics: Bool) -> String? {
        let buckets = group.prefix { $0.name == name + "_bucket" }
        let rest = group.dropFirst(buckets.count)
        if rest.contains(where: { $0.name == name + "_bucket" }) { return "a bucket behind a sum" }
        if buckets.contains(where: { $0.bound == nil }) { return "a bucket without le" }
        if let odd = rest.first(where: { $0.bound != nil }) { return "le on \(odd.name)" }
        guard buckets.last?.bound == "+Inf" else { return "no bucket of +Inf at the end" }
        let bounds = buckets.compactMap { StrictExposition.number($0.bound ?? "") }
        if bounds.count < buckets.count { return "a bound that is no number" }
        if zip(bounds, bounds.dropFirst()).contains(where: { !($0 < $1) }) { return "bounds that do not ascend" }
        if !buckets.allSatisfy({ $0.value >= 0 }) { return "a bucket below 0" }
        if zip(buckets, buckets.dropFirst()).contains(where: { $0.value > $1.value }) { return "counts that descend" }
        let names = rest.map { String($0.name.dropFirst(name.count)) }
        let isSummed = names.contains("_sum")
        if isSummed != names.contains("_count") { return "a sum or a count alone" }
        if isOpenMetrics && bounds[0] < 0 {
            return isSummed ? "a sum beside a negative bound" : nil
        }
        if !isSummed { return "no sum" }
        if rest.first(where: { $0.name == name + "_count" })?.value != buckets.last?.value {
            return "a count other than the last bucket's"
        }
        let sum = rest.first { $0.name == name + "_sum" }?.value ?? .nan
        return bounds[0] < 0 || sum >= 0 ? nil : "a sum of \(sum)"
    }
}
