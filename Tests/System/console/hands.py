"""What can be done with the page, by pointer and by keyboard, with made streams."""

import time

import serve
import world
from browser import PHONE, expect, opened


def keys_do_all(browser, url):
    with opened(browser, url + "paused/") as page:
        page.is_drawn()
        press = page.page.keyboard.press
        began = page.model("model.frame.t")
        press("ArrowRight")
        page.reaches(began + world.STEP)
        press("Shift+ArrowLeft")
        page.reaches(began - 9 * world.STEP)
        expect("starts a new pass" in page.text("#said"), "going back is explained in its place")
        press("n")
        page.until("document.getElementById('clock').textContent === '2026-03-02 21:40:00'")
        press("p")
        page.until("document.getElementById('clock').textContent === '2026-03-02 08:00:00'")
        for key, speed in ((">", "1800"), (">", "3600"), ("<", "1800"), ("<", "600")):
            press(key)
            page.until("speed => document.getElementById('speed').value === speed", speed)
        for key, speed in ((">", "3600"), ("<", "600")):
            press(key)
            press(key)
            page.until("speed => document.getElementById('speed').value === speed", speed)
        press(" ")
        page.until("document.getElementById('state').textContent === 'running'")
        press(" ")
        page.until("document.getElementById('state').textContent === 'paused'")
        press("Home")
        page.reaches(world.START)
        expect(page.state() == "paused", "Home goes to the start of a paused pass and does not run it")
        press(" ")
        page.until("document.getElementById('state').textContent === 'running'")
        press("n")
        page.until("document.getElementById('clock').textContent > '2026-03-02 01'")
        press("Home")
        page.until("document.getElementById('clock').textContent.startsWith('2026-03-02 00:')")
        expect(page.state() == "running", "Home begins a running pass again")
        press(" ")
        press("t")
        page.until("document.querySelectorAll('.values tbody tr').length > 0")
        press("/")
        page.page.keyboard.type("request")
        page.until("document.getElementById('found').textContent.startsWith('1 ')")
        press("Tab")
        press("h")
        page.until("document.querySelector('.card:not([hidden]) .axis').textContent.includes('in each bucket')")
        for key, panel in (("1", "sources"), ("2", "rejected"), ("3", "about")):
            press(key)
            there = page.page.evaluate("document.activeElement.parentElement.id")
            expect(there == panel, f"{key} goes to the panel {panel}, not {there}")
        press("?")
        expect(page.page.locator("#keys[open]").count() == 1, "? shows all keys")
        told = page.text("#keys")
        for text in ("←\tone step back", "→ .\tone step forward", "p\tprevious mark"):
            expect(text in told, f"the keys do not say {text!r}: {told}")
        press("Escape")
        expect(page.page.locator("#keys[open]").count() == 0, "Escape closes them")
        page.is_clean()


def keys_follow_a_clock_that_runs(browser, url):
    """Keys that come before the next frame are about what the keys before them asked for, not about an old frame."""
    one = serve.Handler.worlds["fast"]
    one.state, one.speed = "running", 3600
    with opened(browser, url + "fast/") as page:
        page.is_drawn()
        # Between two frames the clock goes on by three steps.
        for key in [".", "ArrowRight", "Shift+ArrowRight"] * 2:
            page.page.keyboard.press(key)
            page.page.wait_for_timeout(120)
        expect(one.passes == 1, f"a step forward begins pass {one.passes}")
        one.speed = 60
        page.page.wait_for_timeout(600)
        held = []
        page.page.route("**/api/v1/replay*", lambda route: route.continue_() if held else held.append(route))
        before, began = one.t, time.monotonic()
        for key in [".", ".", ".", "ArrowLeft"]:
            page.page.keyboard.press(key)
        page.page.wait_for_timeout(100)
        held[0].continue_()
        page.page.wait_for_timeout(600)
        alone = 60 * (time.monotonic() - began)
        expect(2 * world.STEP <= one.t - before <= 2 * world.STEP + alone + 60,
               f"three steps on and one back go {one.t - before} s, of which {alone} s by itself")
        page.page.keyboard.press(" ")
        page.page.keyboard.press("Home")
        page.reaches(world.START)
        expect(page.state() == "paused", "Home just after a pause keeps it")
        for _ in range(3):
            page.page.keyboard.press(" ")
        page.until("document.getElementById('state').textContent === 'running'")
        page.page.wait_for_timeout(600)
        expect(page.state() == "running", "a key three times is played, paused, played")
        page.is_clean()


def the_slider_leaves_keys(browser, url):
    """All keys but those that move it work after a click on it; a click on the strip above it seeks as well."""
    with opened(browser, url + "paused/") as page:
        page.is_drawn()
        keyboard, wide = page.page.keyboard, page.page.locator("#density").bounding_box()["width"]
        page.page.click("#seek")
        page.reaches(world.START + world.STEPS // 2 * world.STEP)
        keyboard.press("ArrowLeft")
        page.reaches(world.START + (world.STEPS // 2 - 1) * world.STEP)
        keyboard.press("Home")
        page.reaches(world.START)
        expect(page.state() == "paused", "Home on the slider moves it and does not restart")
        keyboard.press(">")
        page.until("document.getElementById('speed').value === '1800'")
        keyboard.press("n")
        page.reaches(world.START + 96 * world.STEP)
        keyboard.press("t")
        page.until("document.querySelectorAll('.values tbody tr').length > 0")
        keyboard.press("?")
        page.page.wait_for_selector("#keys[open]")
        keyboard.press("Escape")
        keyboard.press(" ")
        page.until("document.getElementById('state').textContent === 'running'")
        keyboard.press(" ")
        page.until("document.getElementById('state').textContent === 'paused'")
        page.page.focus("#filter")
        keyboard.type("t n")
        expect(page.page.input_value("#filter") == "t n", "a field for text keeps all keys")
        expect(page.state() == "paused", "a key in a field for text controls nothing")
        page.page.click("#density", position={"x": wide / 4, "y": 20})
        page.reaches(world.START + world.STEPS // 4 * world.STEP)
        # A pass that ends between two steps.
        page.page.evaluate(
            "async () => { const { model } = await import(document.baseURI + 'console/model.js');"
            " const { prepareTransport } = await import(document.baseURI + 'console/transport.js');"
            f" model.hello.range.end -= {world.STEP / 2}; prepareTransport(); }}")
        page.page.focus("#seek")
        keyboard.press("End")
        page.reaches(world.START + (world.STEPS - 0.5) * world.STEP)
        page.is_clean()
    with opened(browser, url + "closed/") as page:
        page.is_drawn()
        page.page.click("#density", position={"x": 5, "y": 20})
        page.page.wait_for_timeout(300)
        expect(not [one for one in page.requests if "replay?" in one], "closed control sends nothing")


def marks_and_windows(browser, url):
    """Just behind a mark, "before" means the one before it; a window shows its own steps; a seek stays in the pass."""
    with opened(browser, url + "running/") as page:
        page.is_drawn()
        page.page.keyboard.press("n")
        page.until("document.getElementById('clock').textContent > '2026-03-02 21:40:00'")
        page.page.keyboard.press("p")
        page.until("document.getElementById('clock').textContent < '2026-03-02 09'")
        page.page.keyboard.press("Home")
        page.until("document.getElementById('clock').textContent < '2026-03-02 01'")
        page.page.keyboard.press(" ")
        page.until("document.getElementById('state').textContent === 'paused'")
        page.page.keyboard.press("Shift+ArrowLeft")
        page.reaches(world.START)
    with opened(browser, url + "paused/") as page:
        page.is_drawn()
        page.page.keyboard.press("t")
        page.until("document.querySelectorAll('.card .values')[0].querySelectorAll('tbody tr').length === 48")
        page.page.select_option("#window", label="1 h")
        page.until("document.querySelectorAll('.card .values')[0].querySelectorAll('tbody tr').length <= 14")
        expect(page.page.locator("#story").is_visible(), "incidents are listed")
        page.is_clean()
    with opened(browser, url + "rejects/") as page:
        page.is_drawn()
        expect(page.page.locator("#next").is_visible(), "there are marks to go to")
        expect(not page.page.locator("#story").is_visible(), "no list of incidents without one")
    with opened(browser, url + "empty/") as page:
        page.is_drawn()
        expect(not page.page.locator("#clock").is_visible(), f"no records, no event time: {page.text('#time')}")
        page.is_clean()


def taps_and_heat(browser, url):
    """A tap sets the crosshair, a second one clears it; heat tells the records of a bucket, not of all below it."""
    with opened(browser, url + "paused/", **PHONE) as page:
        page.is_live()
        canvas = page.page.locator(".card canvas").first
        for told in (True, False, True):
            canvas.tap(position={"x": 150, "y": 50})
            page.until("(told) => (document.querySelector('.when').textContent !== '') === told", told)
        page.is_clean()
    with opened(browser, url + "paused/", locale="en-US") as page:
        page.is_live()
        page.page.locator(".heat:visible").first.click()
        axis = page.page.locator(".card", has=page.page.locator(".heat:visible")).first.locator(".axis")
        steps = page.model("model.reached")
        both = (world.add(world.buckets(("/pay",), i), world.buckets(("/login",), i)) for i in range(steps + 1))
        most = max(b - a for one in both for a, b in zip([0, *one[:-2]], one[:-1]))
        axis.filter(has_text=f"from 1 (pale) to {most:,}").wait_for()
        page.is_clean()


def own_speed_stays(browser, url):
    """A speed of the mapping that is not on the ladder is one of its steps."""
    with opened(browser, url + "fast/") as page:
        page.is_drawn()
        for key, speed in (("", "50000"), ("<", "30000"), ("<", "10000"), ("<", "3600"), (">", "10000"),
                           (">", "30000"), (">", "50000"), (">", "100000"), (">", "300000"), (">", "max"),
                           ("<", "300000"), ("<", "100000"), ("<", "50000")):
            if key:
                page.page.keyboard.press(key)
            page.until("speed => document.getElementById('speed').value === speed", speed)
            page.until("isMax => document.getElementById('said').textContent.startsWith('max: ') === isMax",
                       speed == "max")
            there = page.page.locator("#speed option").all_inner_texts()
            expect(there[-6:] == ["10,000", "30,000", "50,000", "100,000", "300,000", "max"],
                   f"at {speed} the list of speeds is {there}")
        page.is_clean()


def a_filter_leaves_colours(browser, url):
    """A series has the same colour whatever else is shown."""
    with opened(browser, url + "paused/") as page:
        page.is_live()
        color = """[...document.querySelectorAll(".legend li")].find((one) => one.textContent.startsWith("refunded"))
            .firstChild.style.background"""
        before = page.page.evaluate(color)
        page.page.fill("#filter", "refunded")
        page.until("document.querySelector('.card .legend').children.length === 1")
        expect(page.page.evaluate(color) == before, f"the colour {before} is another with a filter")
        page.is_clean()


def times_are_told(browser, url):
    """The table ends now and not in the future; the pointer has its time, or its bar, below it."""
    with opened(browser, url + "paused/") as page:
        page.is_drawn()
        page.page.keyboard.press("t")
        # The card of an info has a table from the start.
        card = page.page.locator(".card").first
        card.locator(".values tbody tr").first.wait_for()
        now = page.text("#clock")
        rows = card.locator(".values tbody tr td:first-child").all_inner_texts()[:2]
        expect(rows[0] == now + " so far" and rows[1] <= now, f"at {now} the table begins with {rows}")
        hidden = page.page.evaluate("""() => {
            const table = document.querySelector(".values");
            table.scrollLeft = 1e6;
            const right = (one) => one.getBoundingClientRect().right;
            return right(table.querySelector("th:last-child")) - right(table);
        }""")
        expect(hidden <= 1, f"{hidden} pixels of the last column cannot be scrolled to")
        for card, told in ((0, "2026-03-02 "), (1, "hour ")):
            canvas, when = page.page.locator(".card > canvas").nth(card), page.page.locator(".when").nth(card)
            expect(when.inner_text() == "", "no time without a pointer")
            canvas.hover(position={"x": 100, "y": 50})
            page.until("([card, told]) => document.querySelectorAll('.when')[card].textContent.startsWith(told)",
                       [card, told])
            inner, outer = when.bounding_box(), canvas.bounding_box()
            expect(outer["x"] <= inner["x"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 2,
                   f"the time {inner} is not on the axis of {outer}")
        page.is_clean()


def tab_reaches_all(browser, url):
    """Every control that is seen is reached with the tab key, and shows that it has the focus."""
    with opened(browser, url + "paused/") as page:
        page.is_drawn()
        reached = set()
        for _ in range(120):
            page.page.keyboard.press("Tab")
            name = page.page.evaluate("""() => {
                const one = document.activeElement;
                if (one === document.body) return "";
                const style = getComputedStyle(one);
                return style.outlineStyle === "none" ? "no focus is seen: " + one.outerHTML.slice(0, 80)
                    : one.id || one.textContent.slice(0, 20) || one.className;
            }""")
            expect(not name.startswith("no focus"), name)
            reached.add(name)
        wanted = {"theme", "help", "seek", "restart", "back", "play", "step", "before", "next", "slower", "speed",
                  "faster", "filter", "window", "heat", "table", "PromQL", "canvas",
                  "Sources", "story"}
        expect(wanted <= reached, f"not reached by tab: {wanted - reached}")


CHECKS = [keys_do_all, keys_follow_a_clock_that_runs, the_slider_leaves_keys, marks_and_windows, taps_and_heat,
          own_speed_stays, a_filter_leaves_colours, times_are_told, tab_reaches_all]
