import EventTime
import Testing

@testable import Console

@Suite struct MomentTextTests {
    private func text(_ change: (inout Moment) -> Void) -> String {
        var moment = Moment()
        change(&moment)
        return String(decoding: moment.text, as: UTF8.self)
    }

    @Test func `a pass is at its end when it is, and not before`() {
        #expect(text { $0.progress = 0.999_999_9 }.contains(#""progress":0.999999,"#))
        #expect(text { $0.progress = 1 }.contains(#""progress":1,"#))
    }

    @Test func `seconds have tenths, the nearest, and a thousand years are none`() {
        #expect(text { $0.endsIn = 2.96 }.contains(#""endsIn":3,"restsFor":null"#))
        #expect(text { $0.restsFor = 0.04 }.contains(#""endsIn":null,"restsFor":0,"#))
        #expect(text { $0.endsIn = 3e10 }.contains(#""endsIn":null"#))
    }

    @Test func `a source tells whether it is up`() {
        for (isUp, told) in [(true, "1"), (false, "0")] {
            let source = Moment.Source(records: 3, rejected: 2, last: nil, isUp: isUp, lagBytes: 7, fault: "gone")
            #expect(text { $0.sources = [source] }.contains(#""sources":[[3,2,null,\#(told),7,"gone"]]"#))
        }
    }
}
