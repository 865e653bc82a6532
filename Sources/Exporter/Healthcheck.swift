import Commands
import Flags
import HTTP
import POSIX

/// Asks a running exporter for a path and returns 0 if it answers 200; throws the answer otherwise. Takes
/// `timeoutNanoseconds` at most.
func checkHealth(_ flags: ParsedFlags, timeoutNanoseconds: Int64 = 3_000_000_000) throws -> Int32 {
    let text = flags.text("web.listen-address") ?? ""
    let address: ListenAddress
    do {
        address = try ListenAddress(text.hasPrefix(":") ? "localhost" + text : text)
    } catch {
        throw OptionFault(description: "csv_exporter healthcheck: cannot use --web.listen-address: \(error)")
    }
    let request: ClientRequest
    do {
        request = try ClientRequest(target: flags.text("path") ?? "/", host: "\(address)")
    } catch {
        throw OptionFault(description: "csv_exporter healthcheck: \(error); see --path")
    }
    var limits = ClientLimits()
    limits.exchangeNanoseconds = timeoutNanoseconds
    let response = try ask(address, request, limits)
    if response.status == 200 { return 0 }
    throw StartFault(
        description: "csv_exporter healthcheck: got \(response.statusLine) from \(address); want HTTP status 200")
}

private func ask(
    _ address: ListenAddress, _ request: ClientRequest, _ limits: ClientLimits
) throws(StartFault) -> ClientResponse {
    do {
        return try ClientSocket.ask(address, request, limits: limits)
    } catch .bodyTooLong(let begun, _) {
        // The status is enough.
        return begun
    } catch .system(let error) {
        throw StartFault(
            description: "csv_exporter healthcheck: cannot ask \(address): got \(error); want a running exporter")
    } catch {
        throw StartFault(description: "csv_exporter healthcheck: \(address): \(error)")
    }
}
