package import Flags
package import MappingFile
package import Schema

extension ReplaySetting {
    /// The flag that wins over the setting's key: `--replay.loop-pause` over `loop_pause`.
    package var flag: Flag {
        let kind: Flag.Kind
        let placeholder: String?
        switch form {
        case .speed: (kind, placeholder) = (.number(or: ["max"]), "FACTOR")
        case .boolean: (kind, placeholder) = (.boolean, nil)
        case .duration: (kind, placeholder) = (.duration, nil)
        case .time: (kind, placeholder) = (.text, "TIME")
        }
        let name = String(
            decoding: "replay.\(key)".utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
        return Flag(
            name, kind, placeholder: placeholder, help: "\(help) Default: the mapping's, or \(defaultText).")
    }
}

/// The mapping file of `--config.file`, read with the mode of `--source.mode`. `loop` wins over the setting of the
/// file. O(file).
package func configuration(_ flags: ParsedFlags, loop: Bool?) throws(Faults) -> Configuration {
    try ConfigurationReader.read(
        flags.text("config.file") ?? "", mode: flags.text("source.mode").flatMap { Mode(rawValue: $0) }, loop: loop)
}

/// The replay settings that the flags of `command` give; `all` are those that it has.
package func replaySettings(
    _ flags: ParsedFlags, _ all: [ReplaySetting] = ReplaySetting.all, _ command: String = "csv_exporter"
) throws(OptionFault) -> ReplaySettings {
    var settings = ReplaySettings()
    for setting in all {
        let name = setting.flag.name
        guard let text = flags.text(name), !setting.read(text, into: &settings) else { continue }
        throw OptionFault(
            description: "\(command): cannot use --\(name): got \"\(text)\"; want \(setting.form.want)")
    }
    return settings
}
