/// Makes the rows of one stream, a second at a time.
package struct StreamRun {
    private var plan: Plan
    private let number: Int
    private var stream: Stream
    private var writer: CellWriter
    private let keys: [Key]
    /// Rows of later seconds that follow rows of the seconds before, by their second.
    private var pending: [Int64: [FollowingRow]] = [:]
    /// Rows of later seconds that somebody asked for, by their second.
    private var asked: [Int64: Rows] = [:]

    /// A row that follows another.
    private struct FollowingRow {
        let time: Int64
        let kind: Int
        let key: Key
        let same: [(slot: Value.Slot, text: [UInt8])]
    }

    /// A run of the stream with this number.
    package init(_ plan: Plan, stream number: Int) {
        self.plan = plan
        self.number = number
        stream = plan.streams[number]
        writer = CellWriter(plan: plan)
        keys = plan.streams[number].kinds.indices.map { plan.key(of: KindPath(stream: number, kind: $0)) }
    }

    /// Goes on with other incidents or other numbers. The plan has streams of the same form.
    mutating func adopt(_ plan: Plan) {
        self.plan = plan
        stream = plan.streams[number]
        writer = CellWriter(plan: plan)
    }

    /// Goes on with a later second.
    mutating func skip(to second: Int64) {
        pending = pending.filter { $0.key >= second }
        asked = asked.filter { $0.key >= second }
    }

    /// The rows that somebody asked for and that are not made yet.
    var askedCount: Int { asked.values.reduce(0) { $0 + $1.count } }

    /// Makes a row with some cells as given, which will be one of the rows of its second. No effect changes it.
    /// `number` tells rows apart. Returns the row alone.
    mutating func ask(_ kind: Int, _ given: [(slot: Value.Slot, text: [UInt8])], at time: Int64, _ number: Int64)
        -> Rows
    {
        var own = Rows(width: stream.width)
        if case .interval(let interval, let batch) = stream.pace {
            own.ordinal = floorDivide(time, interval) * Int64(batch)
        }
        let row = own.add(at: time, kind: kind)
        for truth in stream.truths { own.set(row, truth.slot, truth.usual) }
        for (slot, text) in given { own.set(row, slot, text) }
        var chance = keys[kind].with("asked").with(number).chance
        let slots = given.map { $0.slot }
        writer.write(stream.kinds[kind].cells, &own, row, &chance, except: slots)
        writer.write(stream.derived, &own, row, &chance, except: slots)
        asked[floorDivide(time, 1000), default: Rows(width: stream.width)].add(row, of: own)
        return own
    }

    /// Appends the rows of `second` (since 1970) to `rows`, in no order. Seconds must ascend one by one. The rows
    /// depend on the second, and on the seconds before as far as rows follow one another.
    package mutating func append(_ second: Int64, to rows: inout Rows) {
        let following = pending.removeValue(forKey: second) ?? []
        let all = plan.forces(on: number, at: second * 1000)
        for kind in stream.kinds.indices {
            let forces = all.isEmpty ? [] : all.filter { $0.concerns(kind) }
            let first = rows.count
            addUsual(second, kind, forces, &rows)
            oddities(second, kind, from: first, &rows)
            follow(second, from: first, &rows)
            for row in following where row.kind == kind { add(row, &rows) }
            change(second, kind, forces, from: first, &rows)
            addMore(second, kind, forces, &rows)
            derive(second, kind, from: first, &rows)
            drop(second, kind, forces, from: first, &rows)
        }
        if let own = asked.removeValue(forKey: second) {
            for row in 0..<own.count { rows.add(row, of: own) }
        }
    }

    /// Rows of a usual day, as many as the rate and the effects that scale it say.
    private func addUsual(_ second: Int64, _ kind: Int, _ forces: [Force], _ rows: inout Rows) {
        var chance = keys[kind].with(second).chance
        switch stream.pace {
        case .rate(let rate):
            let declaration = stream.kinds[kind]
            if declaration.share <= 0 { return }
            let mean = rate * declaration.share * declaration.shape.level(at: second * 1000) * plan.scale(kind, forces)
            for _ in 0..<chance.count(mean: mean) { add(second, kind, declaration.cells, &rows, &chance) }
        case .interval(let interval, let batch):
            // Rows of counts are written whatever they count: `scale` changes the counts.
            let share = stream.kinds[kind].mean > 0 ? 1 : plan.scale(kind, forces)
            var time = second * 1000 + floorModulo(-second * 1000, interval)
            while time < (second + 1) * 1000 {
                for index in 0..<batch where share >= 1 || chance.happens(share) {
                    rows.ordinal = floorDivide(time, interval) * Int64(batch) + Int64(index)
                    let row = rows.add(at: time, kind: kind)
                    write(stream.kinds[kind].cells, row, &rows, &chance)
                }
                time += interval
            }
        }
    }

    private func add(
        _ second: Int64, _ kind: Int, _ cells: [Assignment], _ rows: inout Rows, _ chance: inout SplitMix64,
        _ force: Force? = nil
    ) {
        let row = rows.add(at: second * 1000 + Int64(chance.number(below: 1000)), kind: kind)
        write(cells, row, &rows, &chance, force)
    }

    private func write(
        _ cells: [Assignment], _ row: Int, _ rows: inout Rows, _ chance: inout SplitMix64, _ force: Force? = nil
    ) {
        for truth in stream.truths { rows.set(row, truth.slot, truth.usual) }
        writer.write(cells, &rows, row, &chance, of: force?.occurrence)
        if let force { tell(force, row, &rows) }
    }

    /// Rows that an effect adds. Their cells are those of the kind, as the effect sets them.
    private func addMore(_ second: Int64, _ kind: Int, _ forces: [Force], _ rows: inout Rows) {
        for force in forces {
            guard case .add(let own, let amount, let cells) = force.effect.verb, own == kind else { continue }
            var chance = key(force, second, kind).chance
            let (strength, intensity) = (force.strength, force.occurrence.intensity)
            switch amount {
            case .rate(let rate):
                let count = chance.count(mean: rate * strength * intensity)
                for _ in 0..<count { add(second, kind, cells, &rows, &chance, force) }
            case .part(let part):
                guard case .rate(let rate) = stream.pace else { continue }
                let declaration = stream.kinds[kind]
                let usual = rate * declaration.share * declaration.shape.level(at: second * 1000)
                let count = chance.count(mean: usual * part * strength * intensity)
                for _ in 0..<count { add(second, kind, cells, &rows, &chance, force) }
            case .interval(let interval):
                let start = force.occurrence.start + force.effect.delay
                let time = second * 1000 + floorModulo(start - second * 1000, interval)
                guard time < (second + 1) * 1000, time >= start else { continue }
                let row = rows.add(at: time, kind: kind)
                write(cells, row, &rows, &chance, force)
            }
        }
    }

    private func oddities(_ second: Int64, _ kind: Int, from first: Int, _ rows: inout Rows) {
        for (index, oddity) in stream.oddities.enumerated() where oddity.kind == nil || oddity.kind == kind {
            var chance = keys[kind].with("odd").with(Int64(index)).with(second).chance
            for row in first..<rows.count {
                let isChosen = chance.happens(oddity.probability)
                guard isChosen, rows.holds(oddity.conditions, row) else { continue }
                writer.write(oddity.cells, &rows, row, &chance)
            }
        }
    }

    /// Plans the rows that follow rows of this second.
    private mutating func follow(_ second: Int64, from first: Int, _ rows: inout Rows) {
        for row in first..<rows.count {
            let kind = rows.kinds[row]
            for (index, follower) in stream.kinds[kind].followers.enumerated() {
                let key = keys[kind].with("follow").with(Int64(index)).with(second).with(Int64(row - first))
                var chance = key.chance
                guard chance.happens(follower.share), rows.holds(follower.conditions, row) else { continue }
                let same = follower.same.map { ($0, rows.text(row, $0)) }
                var time = rows.times[row]
                let count = follower.times.lowerBound + chance.number(below: follower.times.count)
                for place in 0..<count {
                    let span = follower.pause.upperBound - follower.pause.lowerBound + 1
                    time += follower.pause.lowerBound + Int64(chance.number(below: Int(span)))
                    let next = FollowingRow(
                        time: time, kind: follower.kind, key: key.with(Int64(place)), same: same)
                    pending[floorDivide(time, 1000), default: []].append(next)
                }
            }
        }
    }

    private func add(_ following: FollowingRow, _ rows: inout Rows) {
        let row = rows.add(at: following.time, kind: following.kind)
        for (slot, text) in following.same { rows.set(row, slot, text) }
        var chance = following.key.chance
        for truth in stream.truths { rows.set(row, truth.slot, truth.usual) }
        writer.write(
            stream.kinds[following.kind].cells, &rows, row, &chance, except: following.same.map { $0.slot })
    }

    private func change(_ second: Int64, _ kind: Int, _ forces: [Force], from first: Int, _ rows: inout Rows) {
        for force in forces {
            guard case .change(let share, let conditions, let cells) = force.effect.verb else { continue }
            var chance = key(force, second, kind).chance
            // Without a share all rows change, and the intensity multiplies only what is marked as scaled.
            let probability = share.map { min(1, $0 * force.occurrence.intensity) * force.strength } ?? force.strength
            for row in first..<rows.count {
                let isChosen = chance.happens(probability)
                guard isChosen, rows.holds(conditions, row) else { continue }
                writer.write(cells, &rows, row, &chance, of: force.occurrence)
                tell(force, row, &rows)
            }
        }
    }

    private func derive(_ second: Int64, _ kind: Int, from first: Int, _ rows: inout Rows) {
        if stream.derived.isEmpty { return }
        var chance = keys[kind].with("derived").with(second).chance
        for row in first..<rows.count { writer.write(stream.derived, &rows, row, &chance) }
    }

    /// Takes away rows that are not written.
    private func drop(_ second: Int64, _ kind: Int, _ forces: [Force], from first: Int, _ rows: inout Rows) {
        for force in forces {
            guard case .drop(let share) = force.effect.verb else { continue }
            var chance = key(force, second, kind).chance
            let probability = share.map { min(1, $0 * force.occurrence.intensity) * force.strength } ?? force.strength
            rows.keep(from: first) { _ in !chance.happens(probability) }
        }
    }

    /// Writes into a row which scenario made it.
    private func tell(_ force: Force, _ row: Int, _ rows: inout Rows) {
        guard let scenario = force.occurrence.scenario else { return }
        for truth in stream.truths { rows.set(row, truth.slot, truth.scenarios[scenario]) }
    }

    private func key(_ force: Force, _ second: Int64, _ kind: Int) -> Key {
        force.occurrence.key.with(Int64(force.number)).with(keys[kind]).with(second)
    }
}
