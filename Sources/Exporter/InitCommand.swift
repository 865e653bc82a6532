import Flags

/// The declaration of `csv_exporter init`.
let initCommand = Command(
    "init",
    summary:
        "Says what is in CSV files: how they are written, where the event time is, and which metrics their columns "
        + "can become, each decision with its evidence.",
    flags: [
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
        Flag("labels", placeholder: "NAMES", help: "The columns that become labels, with commas between them."),
        Flag("values", placeholder: "NAMES", help: "The columns that become values, with commas between them."),
        Flag(
            "max-series", .count, help: "Most series that labels may make: columns that would make more are left out.",
            defaultText: "200"),
        Flag(
            "format", .choice(["text", "json"]), placeholder: "FORMAT",
            help: "Lines for people, or one JSON object for each file.", defaultText: "text"),
    ],
    arguments: Command.Arguments("FILE", help: "CSV files."))
