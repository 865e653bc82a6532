import EventTime
import JSON
import POSIX

/// A file that says up to which instant of a history all samples are acknowledged, so that the next run goes on there.
struct PositionFile {
    private static let version = 1
    private static let maximumBytes = 4096

    private let path: String
    /// What the samples depend on, as a number.
    private let hash: String

    /// The file at `path`, for samples that depend on `texts`.
    init(_ path: String, of texts: [String]) {
        self.path = path
        // FNV-1a. Nobody gains anything from a collision.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in texts {
            for byte in Array(text.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        self.hash = String(hash, radix: 16)
    }

    /// The last instant that is acknowledged, in milliseconds since 1970; nil without a file. Throws a sentence for a
    /// file that is not of these samples, or is none.
    func read() throws -> Int64? {
        let bytes: [UInt8]
        do {
            bytes = try FileDescriptor.open(path).readToEnd(maximum: Self.maximumBytes + 1)
        } catch  where error.isMissing {
            return nil
        } catch {
            throw StartFault(description: "csv_exporter push: cannot read the position file: \(error)")
        }
        return try Self.instant(bytes, hash: hash, path: path)
    }

    /// Replaces the file by one with this instant.
    func write(_ instant: Int64, _ protocolVersion: String) throws(StartFault) {
        let text = """
            {"version": \(Self.version), "hash": "\(hash)", "protocol": "\(protocolVersion)", "acknowledged": \
            "\(timeText(instant))", "milliseconds": \(instant)}

            """
        let beside = path + ".partial"
        do {
            try FileDescriptor.create(beside).write(text)
            try FileSystem.rename(beside, to: path)
        } catch {
            throw StartFault(description: "csv_exporter push: cannot write the position file: \(error)")
        }
    }

    /// The instant in a file of these bytes.
    static func instant(_ bytes: [UInt8], hash: String, path: String) throws(StartFault) -> Int64 {
        let begin = "csv_exporter push: cannot use the position file \(path): "
        // Whatever is wrong with the text, the file was cut off or is none.
        guard case .object(let object)? = try? JSONValue(parsing: bytes, maximumBytes: maximumBytes),
            case .number(let number)? = object["version"], let version = number.integer()
        else {
            throw StartFault(description: begin + "got no whole position; remove it to begin again")
        }
        guard version == Self.version else {
            throw StartFault(
                description: begin + "got version \(version); want \(Self.version), or the program that wrote it")
        }
        guard object["hash"] == .string(hash) else {
            throw StartFault(
                description: begin + "got the position of another mapping or other labels; want the same ones, or "
                    + "another file")
        }
        guard case .number(let place)? = object["milliseconds"], let instant = place.integer(as: Int64.self),
            0..<1 << 43 ~= instant
        else {
            throw StartFault(description: begin + "got no instant; remove it to begin again")
        }
        return instant
    }
}
