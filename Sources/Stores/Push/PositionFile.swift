import Commands
import EventTime
import JSON
import POSIX

/// How far a push has come, in milliseconds since 1970.
struct Position: Equatable {
    /// The last instant that is acknowledged.
    var acknowledged: Int64
    /// The last instant that was sent, and may be stored for some series and not for others; nil if all is settled.
    var begun: Int64?
}

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

    /// The position; nil without a file. Throws a sentence for a file that is not of these samples, or is none.
    func read() throws -> Position? {
        let bytes: [UInt8]
        do {
            bytes = try FileDescriptor.open(path).readToEnd(maximum: Self.maximumBytes + 1)
        } catch  where error.isMissing {
            return nil
        } catch {
            throw StartFault(description: "csv_exporter push: cannot read the position file: \(error)")
        }
        return try Self.position(bytes, hash: hash, path: path)
    }

    /// Replaces the file by one with this position.
    func write(_ position: Position, _ protocolVersion: String) throws(StartFault) {
        let begun = position.begun.map { ", \"begun\": \($0)" } ?? ""
        let text = """
            {"version": \(Self.version), "hash": "\(hash)", "protocol": "\(protocolVersion)", "acknowledged": \
            "\(timeText(position.acknowledged))", "milliseconds": \(position.acknowledged)\(begun)}

            """
        let beside = path + ".partial"
        do {
            try FileDescriptor.create(beside).write(text)
            try FileSystem.rename(beside, to: path)
        } catch {
            throw StartFault(description: "csv_exporter push: cannot write the position file: \(error)")
        }
    }

    /// The position in a file of these bytes.
    static func position(_ bytes: [UInt8], hash: String, path: String) throws(StartFault) -> Position {
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
                description: begin + "got the position of another mapping, other labels or another receiver; want the "
                    + "same ones, or another file")
        }
        let begun = object["begun"].map { instant($0) }
        guard let acknowledged = instant(object["milliseconds"]), begun.map({ $0 ?? -1 >= acknowledged }) ?? true else {
            throw StartFault(description: begin + "got no instant; remove it to begin again")
        }
        return Position(acknowledged: acknowledged, begun: begun ?? nil)
    }

    private static func instant(_ value: JSONValue?) -> Int64? {
        guard case .number(let number)? = value, let instant = number.integer(as: Int64.self) else { return nil }
        return 0..<1 << 43 ~= instant ? instant : nil
    }
}
