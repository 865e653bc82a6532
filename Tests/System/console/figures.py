"""What the page computes of what the stream says: in its own functions, with made events."""

from browser import expect, opened

HELLO = {
    "marks": [], "grid": {"start": 0, "step": 60, "steps": 10},
    "lines": [[0, 0, []], [1, 0, []], [2, 1, []], [3, 2, []]],
    "metrics": [{"name": name, "type": kind, "help": "", "labels": [], "bounds": [1]}
                for name, kind in (("c_total", "counter"), ("g", "gauge"), ("h", "histogram"))]}
FRAME = {"rejects": [], "rows": [], "v": []}
REJECT = {"time": 90, "reason": "invalid_number"}
EVENTS = [  # and the values of each line from the first step to the one under way
    ("addHistory", {"first": 0, "lines": [[0, [5, 1]], [2, [7, None]], [3, [[1, 2, 3.5], [0, 0, 0]]]]},
     None),
    ("addFrame", FRAME | {"v": [[0, 9], [2, 4], [3, [4, 6, 10]]], "part": [[0, 3], [3, [1, 1, 2]]]},
     [[5, 1, 3], [None] * 3, [7, None, 4], [[1, 2, 3.5], [0, 0, 0], [1, 1, 2]]]),
    ("addFrame", FRAME | {"rows": [[2, [[0, 4], [2, 8], [3, [2, 2, 2]]]], [3, []]], "v": [[0, 12], [3, [5, 7, 11]]]},
     [[5, 1, 4, 0, 2], [None] * 5, [7, None, 8, 8, 4],
      [[1, 2, 3.5], [0, 0, 0], [2, 2, 2], [0, 0, 0], [0, 0, 1]]]),
    ("addFrame", FRAME | {"rows": [[4, [[2, "NaN"], [0, 3]]]], "v": [[1, 6], [2, "NaN"], [0, 13]]},
     [[5, 1, 4, 0, 3, 0], [None] * 6, [7, None, 8, 8, None, None],
      [[1, 2, 3.5], [0, 0, 0], [2, 2, 2], [0, 0, 0], [0, 0, 0], [0, 0, 1]]]),
    ("addFrame", FRAME | {"rows": [[5, []]], "rejects": [REJECT, REJECT]},
     [[5, 1, 4, 0, 3, 0, 0], [None] * 5 + [0, None], [7, None, 8, 8, None, None, None],
      [[1, 2, 3.5], [0, 0, 0], [2, 2, 2], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1]]]),
]
STEPS = """async (events) => {
    const page = await import(document.baseURI + "console/console.js");
    const { model, valueAt } = page;
    const told = (value) => (Number.isNaN(value) ? null : value);
    return events.map(([name, event]) => {
        page[name](event);
        return [...model.lines.values()].map((line) => Array.from({ length: model.reached + 2 }, (_, step) =>
            line.metric.type !== "histogram" ? told(valueAt(line, step))
                : [0, 1, 2].map((column) => told(valueAt(line, step, column)))));
    });
}"""
QUANTILES = [  # q, bounds, cumulative counts with that of +Inf; as Prometheus's histogram_quantile has it
    (0.5, [1, 2, 4], [0, 10, 10, 10], 1.5), (0.5, [1, 2, 4], [4, 4, 8, 8], 1), (0.75, [1, 2, 4], [4, 4, 8, 8], 3),
    (0.5, [1, 2], [4, 4, 4], 0.5), (0.25, [2], [4, 8], 1), (0.5, [-1, 2], [4, 4, 4], -1), (0.5, [0, 2], [4, 4, 4], 0),
    (0.99, [1, 2], [1, 1, 4], "Infinity"), (0.5, [1, 2], [0, 0, 0], "NaN")]
TEXTS = [  # a function, what it is given, what it says
    ("number", [1234.5678], "1,234.568"), ("number", [0.000012345], "0.00001235"), ("number", [None], "–"),
    ("number", ["+Inf"], "+Inf"), ("number", ["NaN"], "NaN"), ("number", [-0.5], "-0.5"),
    ("duration", [5400], "1.5 h"), ("duration", [0.4], "0.4 s"), ("duration", [60], "1 min"),
    ("duration", [172800], "2 d"), ("date", [1772409600.25], "2026-03-02 00:00:00"),
    ("iso", [1772409600.25], "2026-03-02T00:00:00.250Z"), ("visible", ["a\0b\nc\x1f"], "a␀b␊c␟"),
    ("countOf", [[1, 2, 3.5]], 2), ("countOf", [4], 4)]


def steps_are_counted(browser, url):
    """A step has what was added in it, the one under way what was added since; what has no value has none."""
    with opened(browser, url + "paused/") as page:
        page.is_drawn()
        found = page.page.evaluate(STEPS, [["begin", HELLO]] + [[name, event] for name, event, _ in EVENTS])[1:]
        for (name, event, wanted), shown in zip(EVENTS, found):
            for one, line in zip(shown, wanted or []):
                expect(one == line, f"{name} {event}: the steps are {one}, not {line}")
        kept = page.page.evaluate("""async () => {
            const { addFrame, model } = await import(document.baseURI + "console/console.js");
            const rows = Array.from({ length: 100 }, (_, i) => [6 + i, [[0, 1]]]);
            addFrame({ rejects: [], v: [], rows });
            return Object.keys(model.lines.get(0).steps).length;
        }""")
        expect(kept == 12, f"{kept} steps of a line are kept")
        marks = page.model("model.hello.marks.map(({ time, kind }) => [time, kind])")
        expect(marks == [[90, "rejected"]], f"a record that was rejected is marked once: {marks}")


def figures_are_told(browser, url):
    with opened(browser, url + "paused/", locale="en-US") as page:
        page.is_drawn()
        call = """async ([name, args]) => {
            const result = (await import(document.baseURI + "console/console.js"))[name](...args);
            return Number.isFinite(result) || typeof result === "string" ? result : `${result}`;
        }"""
        for name, given, said in [*TEXTS, *(("quantile", one[:3], one[3]) for one in QUANTILES)]:
            found = page.page.evaluate(call, [name, list(given)])
            expect(found == said, f"{name} of {given} is {found}, not {said}")
        series = page.page.evaluate("""async () => {
            const { begin, model } = await import(document.baseURI + "console/console.js");
            begin({ metrics: [{ name: "m", help: "", labels: ["a", "b"] }],
                lines: [[0, 0, ['x"\\\\', "y\\nz"]], [1, 0, ["", "b"]], [2, 0, ["a", ""]]] });
            return [...model.lines.values()].map(({ name, series }) => [name, series]);
        }""")
        expect(series[0][1] == r'm{a="x\"\\", b="y\nz"}', f"a series is written {series}")
        names = [name for name, _ in series[1:]]
        expect(names == ["– · b", "a · –"], f"a legend has a sign for an empty label value: {names}")


CHECKS = [steps_are_counted, figures_are_told]
