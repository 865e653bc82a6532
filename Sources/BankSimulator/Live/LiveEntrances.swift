import Flags
import HTTP
import POSIX
import Service
import Text

/// Opens the addresses of the flags: the API's own, and those at which a service's paths are short.
func liveEntrances(_ flags: ParsedFlags) throws -> (entrances: [Entrance], addresses: [String]) {
    var limits = Limits()
    limits.maximumConnections = flags.count("web.max-connections") ?? limits.maximumConnections
    var entrances: [Entrance] = []
    var addresses: [String] = []
    func open(_ text: Substring, _ flag: String, prefix: String?) throws {
        let listener = try listen(text, flag)
        addresses.append("\(listener.address)")
        entrances.append(
            Entrance(Server(listener: listener, limits: limits, errorForm: jsonError), prefix: prefix))
    }
    for text in flags.texts("web.listen-address") { try open(text[...], "web.listen-address", prefix: nil) }
    for text in flags.texts("web.service-address") {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw CommandFault(
                "cannot use --web.service-address: got \"\(text)\"; want NAME=ADDRESS, such as auth-service=:8082")
        }
        try open(parts[1], "web.service-address", prefix: "/services/\(segment(parts[0]))")
    }
    return (entrances, addresses)
}

/// Throws if an address is for a service that no data set has.
func checkServiceAddresses(_ flags: ParsedFlags, _ sets: [LiveSet]) throws(CommandFault) {
    let known = sets.flatMap { $0.catalogue.views.services.map { $0.name } }
    for text in flags.texts("web.service-address") {
        let name = String(text.prefix { $0 != "=" })
        if known.contains(name) { continue }
        var sentence = "cannot use --web.service-address: got service \"\(name)\"; want "
        sentence += known.isEmpty ? "a data set that has services, such as data/services" : alternatives(known)
        if let near = nearest(name, among: known) { sentence += "; did you mean \"\(near)\"?" }
        throw CommandFault(sentence)
    }
}

private func listen(_ text: Substring, _ flag: String) throws -> Listener {
    let address: ListenAddress
    do {
        address = try ListenAddress(String(text))
    } catch {
        throw CommandFault("cannot use --\(flag): \(error)")
    }
    do {
        return try Listener(address)
    } catch {
        throw ListenFault(description: "cannot listen on \(address): got \(error); want a free address, see --\(flag)")
    }
}

/// A name as a request's path has it.
private func segment(_ name: Substring) -> String {
    var text = ""
    for character in name {
        switch character {
        case "/": text += "%2F"
        case "%": text += "%25"
        default: text.append(character)
        }
    }
    return text
}

/// Why an address cannot be listened on; the flags are right.
private struct ListenFault: Error, CustomStringConvertible {
    let description: String
}
