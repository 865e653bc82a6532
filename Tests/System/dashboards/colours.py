"""The colours of dashboards: names of Grafana's palette, as it shows them in the dark and in the light theme, and
whether people can tell them apart. Python's standard library only.
"""

import itertools
import math

# The background of a panel.
PANEL = ("#181b1f", "#ffffff")
# Grafana's colours, dark and light. A colour that is written as a number is the same in both themes.
SHOWN = {
    "text": ("#ccccdc", "#24292e"), "blue": ("#5794f2", "#3274d9"), "red": ("#f2495c", "#e02f44"),
    "dark-green": ("#37872d", "#19730e"), "light-red": ("#ff7383", "#f2495c"), "orange": ("#ff9830", "#ff780a"),
    "light-blue": ("#8ab8ff", "#5794f2"), "semi-dark-blue": ("#3274d9", "#1f60c4"),
    "dark-blue": ("#1f60c4", "#1250b0"), "dark-red": ("#c4162a", "#ad0317"),
    "super-light-orange": ("#ffcb7d", "#ffb357")}
# Lines, bars and slices. Six are as many as can be told apart at once.
SERIES = ("dark-green", "light-red", "orange", "semi-dark-blue", "light-blue", "text")
# Numbers and words on a panel.
WORDS = ("text", "blue", "red")
# Behind numbers and words: good news or running, bad news, attention, finished, unknown.
FILLS = ("dark-blue", "dark-red", "super-light-orange", "#007a5a", "#5a5f6b")
# Red lines of thresholds, marks on the time axis, and nothing.
OTHERS = ("red", "blue", "transparent", "rgba(128, 128, 140, 0.5)")
# CIE DE2000. Two neighbouring patches differ clearly from about ten on.
APART = 12
READABLE = 4.5

# How light of the three primaries reaches a full, a deuteranope's and a protanope's eye (Machado and others, 2009).
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranope": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanope": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))}


def shown(name):
    """The colour in the dark and in the light theme."""
    return SHOWN.get(name) or (name, name)


def linear(colour):
    parts = (int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast of WCAG, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def words_on(fill):
    """The colour that Grafana writes with on a fill: by its brightness, not by its contrast."""
    red, green, blue = (int(fill[place:place + 2], 16) for place in (1, 3, 5))
    return "#202226" if (299 * red + 587 * green + 114 * blue) / 1000 > 180 else "#f7f8fa"


def lab(colour, eye):
    light = linear(colour)
    red, green, blue = (min(1, max(0, sum(part * of for part, of in zip(row, light)))) for row in EYES[eye])
    x = 0.4124 * red + 0.3576 * green + 0.1805 * blue
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = 0.0193 * red + 0.1192 * green + 0.9505 * blue
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x / 0.95047, y, z / 1.08883))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eye):
    """CIE DE2000 of two colours as the eye sees them."""
    (l1, a1, b1), (l2, a2, b2) = lab(one, eye), lab(other, eye)
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    factor = 1.5 - 0.5 * math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7))
    c1, c2 = math.hypot(a1 * factor, b1), math.hypot(a2 * factor, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * factor)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    chroma, light = (c1 + c2) / 2, ((l1 + l2) / 2 - 50) ** 2

    def cosine(degrees):
        return math.cos(math.radians(degrees))

    t = (1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6)
         - 0.2 * cosine(4 * hue - 63))
    dl = (l2 - l1) / (1 + 0.015 * light / math.sqrt(20 + light))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = (-2 * math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7))
                * math.sin(math.radians(60 * math.exp(-((hue - 275) / 25) ** 2))))
    return math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh)


def confusable(names):
    """Pairs that some eye cannot tell apart in some theme, with their distance."""
    for one, other in itertools.combinations(names, 2):
        least = min(
            (distance(a, b, eye), eye) for a, b in zip(shown(one), shown(other)) for eye in EYES)
        if least[0] < APART:
            yield f"a {least[1]} cannot tell {one} from {other}: {least[0]:.1f}; want {APART}"


def faults():
    """What is wrong with the palette itself."""
    for palette in (SERIES, WORDS, FILLS):
        yield from confusable(palette)
    for name in WORDS:
        for colour, panel in zip(shown(name), PANEL):
            if contrast(colour, panel) < READABLE:
                yield f"{name} on {panel}: contrast {contrast(colour, panel):.2f}; want {READABLE}"
    for name in FILLS:
        for colour in shown(name):
            if contrast(colour, words_on(colour)) < READABLE:
                yield f"words on {name}: contrast {contrast(colour, words_on(colour)):.2f}; want {READABLE}"
