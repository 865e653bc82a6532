import Service

extension LiveEndpoints {
    /// What the catalogues of several data sets declare twice, or what the API has already; nil if all is well.
    static func conflict(_ sets: [LiveSet]) -> String? {
        let views = sets.map { $0.catalogue.views }
        let routes = routes(sets).map { "\($0.method.rawValue) \($0.path)" }
        if let twice = firstTwice(routes) {
            return "the endpoint \(twice) is there already; want another name under \"paths\" of a catalogue's \"api\""
        }
        if let twice = firstTwice(views.flatMap { $0.services.map { $0.name } }) {
            return "two data sets have a service called \"\(twice)\"; want each name once"
        }
        for (key, count) in [
            ("failed_attempts", views.count { $0.attempts != nil }),
            ("system_health", views.count { $0.health != nil }),
        ] where count > 1 {
            return "\(count) data sets declare \"\(key)\"; want one"
        }
        return nil
    }

    private static func firstTwice(_ names: [String]) -> String? {
        names.indices.first { names[..<$0].contains(names[$0]) }.map { names[$0] }
    }
}
