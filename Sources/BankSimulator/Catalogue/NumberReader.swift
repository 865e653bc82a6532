import Schema
import Synthesis
import Text
import YAML

extension CatalogueReader {
    /// The rule of a number in the form that `form` names.
    mutating func numberRule(_ form: String, _ fields: Fields) -> NumberRule? {
        guard let source = numberSource(form, fields) else { return nil }
        let decimals = fields.integer("decimals", atLeast: 0, &faults) ?? 0
        var step: Double?
        if fields.node("round") != nil {
            step = number("round", fields)
            if let step, step <= 0 {
                faults.add(fields.mark(of: "round"), "cannot use \"round\": got \(step); want a number above 0")
                return nil
            }
        }
        if decimals > 9 {
            faults.add(fields.mark(of: "decimals"), "cannot use \"decimals\": got \(decimals); want 0 to 9")
            return nil
        }
        return NumberRule(
            source, step: step, isScaled: fields.boolean("scaled", &faults) ?? false, decimals: decimals)
    }

    private mutating func numberSource(_ form: String, _ fields: Fields) -> NumberRule.Source? {
        switch form {
        case "number": return number("number", fields).map { .constant($0) }
        case "range":
            let ends = items(fields.node("range"), "range").compactMap { number($0, as: "an end of \"range\"") }
            guard ends.count == 2, ends[0] <= ends[1] else {
                faults.add(fields.mark(of: "range"), "cannot read \"range\": want two numbers in order: [10, 1000]")
                return nil
            }
            return .range(ends[0], ends[1])
        case "quantiles": return quantiles(fields)
        default:
            let shape = shape("shape", fields, else: .flat)
            guard let low = number("from", fields), let high = number("to", fields) else {
                faults.add(fields.mark, "cannot use the shape: want from and to, its lowest and highest number")
                return nil
            }
            return .shape(
                shape, from: low, to: high, noise: fields.node("noise") == nil ? 0 : number("noise", fields) ?? 0)
        }
    }

    private mutating func quantiles(_ fields: Fields) -> NumberRule.Source? {
        var all: [(part: Double, number: Double)] = []
        for entry in entries(fields.node("quantiles"), "quantiles") {
            guard let number = number(entry.value, as: "quantile \(entry.key)") else { return nil }
            guard let part = parseNumber(entry.key), part >= 0, part <= 100 else {
                faults.add(entry.keyMark, "cannot read quantile \"\(entry.key)\": want a number from 0 to 100")
                return nil
            }
            all.append((part / 100, number))
        }
        all.sort { $0.part < $1.part }
        let isAscending = zip(all, all.dropFirst()).allSatisfy { $0.number <= $1.number && $0.part < $1.part }
        guard all.count >= 2, all[0].part == 0, all[all.count - 1].part == 1, isAscending else {
            faults.add(fields.mark(of: "quantiles"), "cannot use the quantiles: want numbers that ascend from 0 to 100")
            return nil
        }
        return .quantiles(all)
    }
}
