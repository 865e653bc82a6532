"""How near an alert comes to its threshold: the greatest share of it that the samples reach.

An alert whose expression joins comparisons with numbers by `and` fires if all hold at once. So at each instant the
least of their shares counts. Each comparison is asked for alone: if it has several series, the greatest counts, so the
share is never told too low. Other expressions have no such number.
"""

import re

# What is greater than any share that is told: a comparison with 0 that holds.
MUCH = 1e9


def top_level(text):
    """(position, character) of what is outside of brackets and strings."""
    depth, quote = 0, None
    for at, each in enumerate(text):
        if quote:
            quote = None if each == quote else quote
        elif each in "\"'`":
            quote = each
        elif each in "([{":
            depth += 1
        elif each in ")]}":
            depth -= 1
        elif depth == 0:
            yield at, each


def bare(text):
    """Without the brackets around the whole."""
    text = text.strip()
    while text.startswith("(") and not any(True for _ in top_level(text)):
        text = text[1:-1].strip()
    return text


def outside(text):
    """The text with all that is in brackets and strings blanked out."""
    kept = dict(top_level(text))
    return "".join(kept.get(at, "\0") for at in range(len(text)))


def conditions(expression):
    """[(operand, comparison, number)] of the parts that `and` joins; None if the expression is not of this kind."""
    text = bare("\n".join(line for line in expression.splitlines() if not line.strip().startswith("#")))
    mask = outside(text)
    if re.search(r"\bor\b", mask):
        return None
    cut = re.search(r"\bunless\b", mask)
    text, mask = (text[:cut.start()], mask[:cut.start()]) if cut else (text, mask)
    found, begin = [], 0
    for end in [each.start() for each in re.finditer(r"\band\b", mask)] + [len(text)]:
        part = re.sub(r"^and\s*((on|ignoring)\s*\([^)]*\)\s*)?", "", text[begin:end].strip())
        begin = end
        inner = bare(part)
        if re.search(r"\band\b", outside(inner)):
            found.extend(conditions(inner) or [])
            continue
        signs = list(re.finditer(r"[<>]=?(?!\s*bool\b)", outside(inner)))
        for number, sign in enumerate(signs):
            until = signs[number + 1].start() if number + 1 < len(signs) else len(inner)
            bound = inner[sign.end():until].strip()
            if re.fullmatch(r"[-+\d.e]+", bound):
                found.append((inner[:signs[0].start()].strip(), sign.group()[0], float(bound)))
    return found or None


def share(value, comparison, number):
    """How much of the way to the threshold a value has come; 1 is there."""
    if comparison == "<":
        value, number = number, value
    if number <= 0:
        return MUCH if value > number else 0.0
    return value / number


def nearest(database, expression, start, end, step):
    """The greatest share of its threshold that an alert reaches, or None."""
    parts = conditions(expression)
    if not parts:
        return None
    shares = []
    for operand, comparison, number in parts:
        greatest = {}
        for _, values in database.range(operand, start, end, step):
            for at, value in values:
                if value != "NaN":
                    greatest[at] = max(greatest.get(at, 0.0), share(float(value), comparison, number))
        shares.append(greatest)
    instants = set.intersection(*(set(each) for each in shares))
    return max((min(each[at] for each in shares) for at in instants), default=0.0)
