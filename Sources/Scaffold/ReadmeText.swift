import Sniff
import Text

/// What the README of a data set says beside its decisions.
package struct ReadmeFacts: Sendable {
    /// How the records and series were counted: the line behind `checked:`.
    package var checked: String
    /// The files that were not linked or copied because they still grow, with their folders from the root.
    package var growing: [String]
    /// Whether there are a dashboard and rules.
    package var hasDashboard: Bool
    /// See `hasDashboard`.
    package var hasRules: Bool
    /// The folder of the data set as a person would name it on the command line.
    package var folder: String

    /// Facts as given.
    package init(checked: String, growing: [String], hasDashboard: Bool, hasRules: Bool, folder: String) {
        self.checked = checked
        self.growing = growing
        self.hasDashboard = hasDashboard
        self.hasRules = hasRules
        self.folder = folder
    }
}

/// The README of a data set: what was decided and why, what to check, and how to run it.
package func readmeText(_ plan: Plan, _ facts: ReadmeFacts) -> String {
    var text = "# \(markdown(plan.name))\n\nA data set that `csv_exporter init` wrote. "
    text += "Checked: \(markdown(facts.checked)).\n\n## Run it\n\n"
    text += "Alone, with its metrics on http://localhost:8081/metrics:\n\n```\n"
    text += "csv_exporter --config.file=\(facts.folder)/mapping.yml\n```\n\n"
    text += "In the compose stack, with Prometheus and Grafana on http://localhost:3000:\n\n```\n"
    text += "REPLAY_SPEED= DATA_SET=\(stackFolder(facts.folder)) docker compose up\n```\n\n"
    if plan.span > 0 {
        text += "\(spanText(plan.span)) of event time pass in \(spanText(plan.span / plan.speed)), "
        text += "at the speed \(speedText(plan.speed)) of the mapping.\n\n"
    }
    for file in facts.growing {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "/"
        text += "\(markdown(file)) still grows, so it is not in this folder: the mapping names it where it is. A "
        text += "container needs the folder \(markdown(folder.isEmpty ? "/" : folder)) mounted at the same path. To "
        text += "follow the file, use the flag `--source.mode=follow`.\n\n"
    }
    text += "## What was decided\n"
    for source in plan.sources {
        text += "\n### \(source.name)\n\n| decision | value | evidence |\n|---|---|---|\n"
        for line in evidenceLines(source) {
            let evidence = (line.isAssumed ? "**to check:** " : "") + markdown(line.evidence)
            text += "| \(line.name) | \(markdown(line.value)) | \(evidence) |\n"
        }
    }
    let assumptions = plan.sources.flatMap { $0.files.decisions.assumptions }
    text += "\n## What to check\n\n"
    text += assumptions.isEmpty ? "The files prove everything that was decided about how to read them.\n" : ""
    for note in assumptions { text += "- \(note.key.rawValue): \(markdown(note.evidence))\n" }
    text +=
        "\n## The files here\n\n- `mapping.yml`: which columns become which metrics, with a comment at each decision\n"
    if facts.hasDashboard { text += "- `dashboards/`: a page for Grafana, a row for each metric\n" }
    if facts.hasRules { text += "- `rules/`: alerts in event time, and thresholds to switch on\n" }
    text += "- the data: links to the files that were given, or copies\n\n"
    text += "After an edit: `csv_exporter --config.check --config.file=\(facts.folder)/mapping.yml`.\n"
    return text
}

/// A path as compose wants it: one that begins with a dot or a slash.
private func stackFolder(_ folder: String) -> String {
    folder.hasPrefix("/") || folder.hasPrefix(".") ? folder : "./" + folder
}

/// A text that Markdown shows as it is, on one line of a table.
private func markdown(_ text: String) -> String {
    var result = ""
    for scalar in printable(text).unicodeScalars {
        switch scalar {
        case "|", "<", ">", "*", "_", "`", "#", "[", "]", "\\": result += "\\"
        default: break
        }
        result.unicodeScalars.append(scalar)
    }
    return result
}
