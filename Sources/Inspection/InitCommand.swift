package import Flags

/// The flags that tell what files do not: those of `report`, too.
let toldFlags = [
    Flag(
        "time.column", placeholder: "NAME", help: "The column with the event time; again for further parts of it.",
        isRepeatable: true),
    Flag("time.format", placeholder: "FORMAT", help: "The format of the event time, as in a mapping file."),
    Flag(
        "time.zone", placeholder: "ZONE",
        help: "The zone of times without an offset: UTC, an offset or an IANA name."),
    Flag("time.day-first", .boolean, help: "In dates such as 03/04/2026 the day is first."),
    Flag("time.month-first", .boolean, help: "In dates such as 03/04/2026 the month is first."),
    Flag("delimiter", placeholder: "CHARACTER", help: "The character between cells, or tab."),
    Flag("decimal", placeholder: "CHARACTER", help: "The decimal mark of numbers: a point or a comma."),
    Flag(
        "labels", placeholder: "NAMES",
        help: "The columns that become labels, with commas between them; none if it is empty."),
    Flag(
        "values", placeholder: "NAMES",
        help: "The columns that become values, with commas between them; none if it is empty."),
]

/// The declaration of `csv_exporter init`.
package let initCommand = Command(
    "init",
    summary:
        "Writes a data set for CSV files, a folder with mapping, dashboard and rules, and says why each line is as it "
        + "is. It asks what the files do not tell, and writes nothing that it has not checked.",
    flags: [
        Flag(
            "output-dir", placeholder: "DIR", help: "The folder in which the folder of the data set is written.",
            defaultText: "."),
        Flag(
            "name", placeholder: "NAME",
            help: "The name of the data set, of its folder and its metrics. Default: that of the file."),
        Flag("force", .boolean, help: "Replace files that are there already.", defaultText: "false"),
        Flag("stdout", .boolean, help: "Print the mapping only, and write no files.", defaultText: "false"),
        Flag("dashboard", .boolean, help: "Write a dashboard for Grafana.", defaultText: "true"),
        Flag("rules", .boolean, help: "Write alert rules for Prometheus.", defaultText: "true"),
    ] + toldFlags + [
        Flag(
            "max-series", .count, help: "Most series that labels may make: columns that would make more are left out.",
            defaultText: "200"),
        Flag(
            "time-limit", .duration, help: "How long the files may be read to check the mapping.", defaultText: "10s"),
        Flag("input", .boolean, help: "Ask on a terminal what the files do not tell.", defaultText: "true"),
        Flag(
            "format", .choice(["text", "json"]), placeholder: "FORMAT",
            help: "A data set and lines for people, or only one JSON object for each file.", defaultText: "text"),
    ],
    arguments: Command.Arguments("FILE", help: "CSV files.", noun: "a CSV file", example: "orders.csv"))
