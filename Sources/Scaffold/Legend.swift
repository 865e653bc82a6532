/// The names of the lines of a panel.
struct Legend {
    /// What Grafana makes a name of; empty if the names are fixed, or nothing tells lines apart.
    let text: String
    /// The names, the largest line first.
    private(set) var names: [String] = []

    /// Fixed names.
    init(names: [String]) { (text, self.names) = ("", names) }

    /// The first labels of the sets, but for those that say the same in all of them.
    init(_ labels: [String], _ sets: [[String]]) {
        var places = labels.indices.filter { place in Set(sets.map { $0[place] }).count > 1 }
        if places.isEmpty { places = Array(labels.indices) }
        text = places.map { "{{\(labels[$0])}}" }.joined(separator: " · ")
        for set in places.isEmpty ? [] : sets {
            let name = places.map { set[$0] }.joined(separator: " · ")
            if !names.contains(name) { names.append(name) }
        }
    }
}
