"""What is drawn on a canvas: the calls of the page's own functions, for made views."""

import itertools
import math

from browser import expect, opened

# A canvas that notes what is drawn, each colour by its name. The plot of 352 × 124 pixels is 300 × 100 at 46, 6.
DRAW = """async ([name, view, ...more]) => {
    const chart = await import(document.baseURI + "console/chart.js");
    const probe = document.body.appendChild(document.createElement("i"));
    const names = Object.fromEntries(["ink", "dim", "edge", "mark", "accent", "ahead", 0, 1, 2, 3, 4, 5, 6, 7]
        .map((name) => [(probe.style.color = `var(--${name})`, getComputedStyle(probe).color), `${name}`]));
    probe.remove();
    const calls = [];
    const round = (one) => (typeof one === "number" ? Math.round(one * 100) / 100 : one);
    const note = (...call) => calls.push(call.map(round));
    let path = [];
    let dash = [];
    const context = {
        globalAlpha: 1, scale() {}, fill() { note("fill", names[this.fillStyle]); },
        fillRect(...box) { note("box", names[this.fillStyle], this.globalAlpha, ...box); },
        fillText(text, x, y, most) { note("text", text, x, y, this.textAlign, most ?? null); },
        beginPath() { path = []; },
        moveTo(x, y) { if (y === y) path.push(["from", round(x), round(y)]); },
        lineTo(x, y) { if (y === y) path.push(["to", round(x), round(y)]); },
        setLineDash(wanted) { dash = wanted; },
        stroke() { calls.push(["line", names[this.strokeStyle], dash.join(), path]); },
    };
    const nan = (one) => (one === null ? NaN : one === "inf" ? Infinity : Array.isArray(one) ? one.map(nan)
        : one && typeof one === "object" ? Object.fromEntries(Object.entries(one).map(([k, v]) => [k, nan(v)])) : one);
    const canvas = { clientWidth: 352, clientHeight: 124, getContext: () => context };
    const edges = chart[name](canvas, nan(view), ...more);
    return { edges: edges ?? null, calls };
}"""
GRID = {"start": 0, "step": 60}
HOUR = {"window": {"start": 0, "end": 300}, "grid": GRID, "first": 1, "now": 1e9, "at": -1}


def columns(*layers):
    return [{"values": values, "color": color, "isLine": False} for color, values in enumerate(layers)]


def lines(*layers):
    return [{"values": values, "color": color, "isLine": True} for color, values in enumerate(layers)]


def named(calls, kind):
    return [call[1:] for call in calls if call[0] == kind]


def boxes(calls, color):
    return [call[2:] for call in named(calls, "box") if call[0] == color]


def equal(found, wanted, what):
    expect(found == wanted, f"{what}: {found}, not {wanted}")


def columns_stand_on_each_other(draw):
    drawn = draw("drawChart", HOUR | {"layers": columns([10, None, 30, 20], [10, -5, 10, 0]), "now": 270 - 60, "at": 0})
    equal(drawn["edges"], [46, 106, 166, 226, 256], "the step under way ends now")
    # 40 is the highest sum, 100 pixels high. A value below 0 has no height; there is a gap beside wide columns.
    equal(boxes(drawn["calls"], "0"),
          [[46, 81, 59, 25], [106, 106, 59, 0], [166, 31, 59, 75], [226, 56, 29, 50]], "the columns of the first")
    equal(boxes(drawn["calls"], "1"),
          [[46, 56, 59, 25], [106, 106, 59, 0], [166, 6, 59, 25], [226, 56, 29, 0]], "the columns of the second")
    equal(boxes(drawn["calls"], "ink"), [[106, 6, 1, 100]], "the line of the pointer over the first step")
    drawn = draw("drawChart", HOUR | {"layers": columns([10, 20])})
    equal(boxes(drawn["calls"], "0"), [[46, 56, 59, 50], [106, 6, 59, 100]], "columns stand on 0")
    later = draw("drawChart", HOUR | {"layers": columns([1, 2]), "window": {"start": 90, "end": 390}})
    equal(later["edges"], [46, 46, 76], "a step that began before the window is cut where it begins")


def lines_have_gaps_and_points(draw):
    layers = lines([None, 20, 40, None, 30], *[[10, 10, 10, 10, 10]] * 7)
    drawn = draw("drawChart", HOUR | {"layers": layers})
    found = named(drawn["calls"], "line")
    # 10 is the lowest, 40 the highest. A value without neighbours is half a pixel wide, or nothing would be seen.
    equal(found[0][2], [["from", 165.5, 72.67], ["to", 166, 72.67], ["to", 226, 6], ["from", 345.5, 39.33],
                        ["to", 346, 39.33]], "a line with gaps")
    equal([color for color, _, _ in found], [*"01234567"], "the colours of the lines")
    dashes = [dash for _, dash, _ in found]
    expect(dashes[:3] == [""] * 3 and len(set(dashes[3:])) == 5 and "" not in dashes[3:],
           f"lines from the fourth on differ in their dashes: {dashes}")
    high = [{"values": [1, "inf"], "color": 0, "isLine": True, "bound": 5}]
    found = named(draw("drawChart", HOUR | {"layers": high})["calls"], "line")
    equal(found[0][2][1:], [["to", 106, 106], ["to", 166, 6]], "a quantile beyond the last bound is drawn at it")
    found = named(draw("drawChart", HOUR | {"layers": lines([1, 3, "inf"])})["calls"], "line")
    equal(found[0][2][1:3], [["to", 106, 106], ["to", 166, 6]], "what is finite is drawn beside what is not")
    found = named(draw("drawChart", HOUR | {"layers": lines([500, 500])})["calls"], "line")
    equal(found[0][2][1:], [["to", 106, 56], ["to", 166, 56]], "what stays the same is in the middle")


def heat_has_a_row_for_each_bucket(draw):
    view = HOUR | {"layers": columns([1, 1]), "bounds": [1, 2], "buckets": [[0, 4, 16], [1, 0, 0]], "at": 1}
    drawn = draw("drawChart", view)
    found = [call for call in named(drawn["calls"], "box") if call[0] == "accent" and call[1]]
    equal(found, [["accent", 0.56, 46, 39.33, 60, 33.33], ["accent", 1, 46, 6, 60, 33.33],
                  ["accent", 0.34, 106, 72.67, 60, 33.33]], "the lowest bucket is at the bottom, few records are pale")
    equal([call for call in named(drawn["calls"], "box") if call[0] == "ink"], [["ink", 1, 166, 6, 1, 100]],
          "the line of the pointer is not pale")
    equal([text[0] for text in named(drawn["calls"], "text") if "≤" in text[0]], ["≤ 1", "≤ 2"], "the bounds")


def no_label_is_there_twice(draw):
    """Neither of values nor of times, and all of them in the picture."""
    bounds = [(0, 1), (0, 40), (1000, 1000), (9990, 10040), (123400, 123456), (-0.3, 0.3), (1e6, 1e6 + 4), (7e9, 9e12),
              (0.00012, 0.00013), (-12345, -12340), (1, 1), (0, 0)]
    for low, high in bounds:
        texts = named(draw("drawChart", HOUR | {"layers": lines([low, high])})["calls"], "text")
        told = [text for text, _, _, align, _ in texts if align == "right"]
        expect(len(told) >= 2 and len(told) == len(set(told)), f"from {low} to {high} the axis says {told}")
        expect(len(told) <= 8 and "-0" not in told, f"from {low} to {high} the axis says {told}")
        expect(all(most and x - most >= 0 for _, x, _, align, most in texts if align == "right"),
               f"from {low} to {high} a label is cut: {texts}")
    day = 86400
    for length, start in itertools.product((60, 600, 3600, day, 2 * day, 5 * day, 40 * day, 900 * day, 9000 * day),
                                           (1772409600, 1772443800)):
        window = {"window": {"start": start, "end": start + length}, "layers": lines([1, 2]), "first": 1,
                  "grid": {"start": start, "step": length / 2}, "now": 1e12, "at": -1}
        told = is_apart(draw("drawChart", window)["calls"], f"{length} s from {start}")
        expect(length < 400 * day or all(len(one) == 10 for one in told), f"over {length} s times have no year: {told}")
    for form, count in (("%02d", 24), ("2026-03-02T%02d", 24), ("week %d", 53), ("%d", 7)):
        names = [form % i for i in range(count)]
        window = {"window": {"start": 0, "end": count}, "layers": columns([1] * count), "grid": {"start": 1, "step": 1},
                  "first": 0, "now": 1e12, "at": -1, "names": names}
        calls = draw("drawChart", window)["calls"]
        is_apart(calls, f"bars of {names[0]} and others")
        bars, middle = boxes(calls, "0"), [x for text, x, *_ in named(calls, "text") if text == names[0]][0]
        expect(abs(middle - bars[0][0] - 150 / count) < 2, f"the name {names[0]} at {middle} is not below {bars[0]}")


def is_apart(calls, what):
    labels = [(x, text) for text, x, _, align, _ in named(calls, "text") if align == "center"]
    told = [text for _, text in labels]
    expect(told and len(told) == len(set(told)), f"{what}: the axis says {told}")
    ends = [(x - 3.1 * len(text), x + 3.1 * len(text)) for x, text in labels]
    expect(all(a[1] < b[0] for a, b in itertools.pairwise(ends)), f"{what}: labels overlap: {labels}")
    expect(ends[0][0] >= 0 and ends[-1][1] <= 353, f"{what}: a label is cut: {labels}")
    return told


def what_has_no_value_says_so(draw):
    for layers in ([], columns([None, None])):
        drawn = draw("drawChart", HOUR | {"layers": layers})
        equal([text for text, *_ in named(drawn["calls"], "text")], ["no samples yet"], "a chart without values")


def the_strip_shows_what_lies_ahead(draw):
    hello = {"density": [1, 4, 0, 16], "range": {"start": 0, "end": 400},
             "marks": [{"time": 100, "kind": "rejected"}, {"time": 200, "kind": "rejected"},
                       {"time": 300, "kind": "incident"}]}
    calls = draw("drawDensity", hello, 200)["calls"]
    # 114 pixels are high; the root shows quiet hours beside busy ones.
    equal(boxes(calls, "accent"), [[0, 87.5, 87, 28.5], [88, 59, 87, 57]], "what is behind the clock")
    equal(boxes(calls, "ahead"), [[176, 116, 87, 0], [264, 2, 87, 114]], "what is ahead of it")
    equal([x for x, *_ in boxes(calls, "mark")], [88, 176, 264], "each mark has its place")
    equal(named(calls, "fill"), [["mark"]], "an incident, and no other mark, has a triangle")


def pictures_are_drawn(browser, url):
    with opened(browser, url + "paused/", locale="en-US", color_scheme="light") as page:
        page.is_drawn()
        for check in (columns_stand_on_each_other, lines_have_gaps_and_points, heat_has_a_row_for_each_bucket,
                      no_label_is_there_twice, what_has_no_value_says_so, the_strip_shows_what_lies_ahead):
            check(lambda *call: page.page.evaluate(DRAW, call))
        page.is_clean()


def linear(color):
    """Red, green and blue of a colour as the browser writes it, in light."""
    parts = [int(part) / 255 for part in color.removeprefix("rgb(").rstrip(")").split(", ")]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


# How those see who lack the cells for long, middle or short waves, after Machado and others, 2009; and all others.
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "without green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "without blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def turned(matrix, values):
    return [sum(a * b for a, b in zip(row, values)) for row in matrix]


def oklab(light):
    """Where distances are as people see them, from 0 to 100."""
    cells = turned(((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.63)), light)
    l, m, s = (100 * cell ** (1 / 3) for cell in cells)
    return turned(((0.2105, 0.7936, -0.0041), (1.978, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087)), (l, m, s))


def colours_are_told_apart(browser, url):
    """By everybody, in the light and in the dark; and seen on their ground."""
    read = """() => ["card", ...Array(8).keys()].map((name) => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color;
    })"""
    for scheme in ("light", "dark"):
        with opened(browser, url + "paused/", color_scheme=scheme) as page:
            page.is_drawn()
            card, *colors = (linear(color) for color in page.page.evaluate(read))
            for sight, matrix in SIGHTS.items():
                seen = [oklab([max(0, part) for part in turned(matrix, color)]) for color in colors]
                near = min((math.dist(seen[a], seen[b]), a, b) for a, b in itertools.combinations(range(8), 2))
                least = 14 if sight == "all" else 9
                expect(near[0] >= least, f"{scheme}, {sight}: the colours {near[1]} and {near[2]} are {near[0]} apart")
            luminances = [0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in (card, *colors)]
            contrasts = [max(one, luminances[0]) / min(one, luminances[0]) for one in luminances[1:]]
            expect(min(contrasts) >= 2.2, f"{scheme}: the contrasts of the colours are {contrasts}")


CHECKS = [pictures_are_drawn, colours_are_told_apart]
