"""Each state of the page, with made streams: what it shows."""

import itertools
import threading
import time

import drawings
import figures
import hands
import manners
import serve
import world
from browser import PHONE, expect, opened

SAYS = {  # what must be read in each state
    "running": ["running", "pass 1", "ends in", "pause", "per 5 min, stacked by status",
                "quantiles per 5 min", "6 of 6 metrics", "last 2026-03-02 "],
    "paused": ["paused", "play", "03-02 08:00", "card testing", "invalid_number", "orders.csv:881"],
    "preparing": ["preparing", "reads the files: 60 %", "records so far"],
    "waiting": ["waiting", "waits for the first scrape", "start now"],
    "resting": ["resting", "next pass in 3 s", "pause"],
    "finished": ["finished: these are the totals", "again"],
    "follow": ["following", "live edge, 2 s behind, 120 bytes to read"],
    "closed": ["control is closed: --web.enable-lifecycle opens it"],
    "trouble": ["checkout_1.csv: no such file", "reload failed", "checkouts is down"],
    "sums": ["sum of all", "10,000 series", "only sums are kept"],
}


def shows_each_state(browser, url):
    for name, texts in SAYS.items():
        with opened(browser, url + name + "/", locale="en-US") as page:
            page.is_drawn()
            shown = page.text("body")
            for text in texts:
                expect(text in shown, f"{name}: the page does not say {text!r}: {shown}")
            follows = name in ("follow", "preparing")
            expect(page.page.locator("#transport").is_visible() != follows, f"{name}: the transport is there or not")
            if name == "waiting":
                expect(page.text("#waits").startswith("the clock waits for"), "what it waits for is told as it comes")
            expect("ends in" not in shown or name not in ("paused", "waiting"),
                   f"{name}: a clock that stands never ends")
            if name in ("preparing", "waiting"):
                told = set("".join(page.page.locator(".legend b").all_inner_texts()))
                expect(told <= {"–"}, f"{name}: legends have values before there is one: {told}")
            page.page.hover(".card canvas", position={"x": 200, "y": 50})
            page.page.wait_for_timeout(100)
            page.is_clean()


def refusals_are_told(browser, url):
    told = (("full", "16 streams are open"), ("foreign", "open it by address"))
    for (name, text), size in itertools.product(told, ({}, PHONE)):
        with opened(browser, url + name + "/", **size) as page:
            page.until("document.getElementById('lost').textContent.length > 0")
            expect(text in page.text("#lost"), f"{name}: the server's sentence is not shown: {page.text('#lost')}")
            expect("last heard" not in page.text("#lost"), f"{name}: it was never heard: {page.text('#lost')}")
            expect("payments.yml" in page.text("#static"), f"{name}: what the landing page says is gone")
            dim = page.page.evaluate("getComputedStyle(document.getElementById('main')).opacity")
            expect(dim == "1", f"{name}: all that there is to read is dimmed to {dim}")
            page.is_clean("50", "403")


def comes_back(browser, url):
    with opened(browser, url + "lost/") as page:
        page.is_drawn()
        page.until("document.body.classList.contains('lost')")
        expect("last heard" in page.text("#lost"), "a lost stream is told")
        expect(page.page.locator(".card canvas").first.is_visible(), "a lost stream leaves the values")
        page.until("!document.body.classList.contains('lost')")
        page.is_clean()


def hidden_tabs_hold_no_stream(browser, url):
    show = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""

    def becomes(count, seconds=20):
        end = time.monotonic() + seconds
        while serve.Handler.streams != count:
            expect(time.monotonic() < end, f"{serve.Handler.streams} streams are open, not {count}")
            page.page.wait_for_timeout(50)

    with opened(browser, url + "running/") as page:
        page.is_drawn()
        becomes(1)
        page.page.clock.install()
        page.page.evaluate(show, True)
        page.page.clock.fast_forward(29_000)
        page.page.wait_for_timeout(600)
        expect(serve.Handler.streams == 1, "a tab that is hidden for a moment keeps its stream")
        page.page.evaluate(show, False)
        page.page.evaluate(show, True)
        expect(len([one for one in page.requests if "stream" in one]) == 1, "a tab that has a stream asks for no other")
        page.page.clock.fast_forward(29_000)
        page.page.clock.fast_forward(2_000)
        becomes(0)
        page.page.evaluate(show, False)
        becomes(1)


def hostile_texts_are_texts(browser, url):
    with opened(browser, url + "hostile/") as page:
        page.is_drawn()
        expect(page.page.evaluate("document.querySelectorAll('script').length") == 1, "a label became a script")
        legend = page.page.evaluate("[...document.querySelectorAll('.card bdi')].map((one) => one.title)")
        for text in world.HOSTILE:
            seen = "".join(chr(0x2400 + ord(c)) if ord(c) < 32 else c for c in text)
            expect(seen in legend, f"the label value {text[:30]!r} is not shown as it is")
        expect(world.HOSTILE[0] in page.text("#mapping"), "the file name is not shown as it is")
        high = max(page.page.locator(".legend li").evaluate_all("all => all.map((one) => one.clientHeight)"))
        expect(high < 30, f"a long label makes a line of the legend {high} pixels high")
        wide = page.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        expect(wide <= 0, f"a long label makes the page {wide} pixels too wide")
        page.is_clean()


def tokens_are_asked_for(browser, url):
    with opened(browser, url + "token/") as page:
        page.is_drawn()
        page.page.fill("#token input", "wrong")
        page.page.press("#token input", "Enter")
        page.page.click("#play")
        page.page.wait_for_selector("#token:not([hidden])")
        expect("Bearer" in page.text("#said"), "a wrong token is told")
        page.page.fill("#token input", "secret")
        page.page.press("#token input", "Enter")
        page.page.click("#play")
        page.until("document.getElementById('state').textContent === 'paused'")
        page.is_clean("401")


def many_lines_are_few(browser, url):
    with opened(browser, url + "many/") as page:
        page.is_drawn()
        page.until("document.querySelectorAll('.card .legend')[0].children.length === 8")
        expect("other (493)" in page.text(".card .legend"), "what is not drawn on its own is drawn together")
        expect("other" not in page.page.locator(".legend").nth(1).inner_text(), "levels do not add up")
        page.page.evaluate("""() => {
            window.added = [];
            new MutationObserver((all) => added.push(all.reduce((count, one) => count + one.addedNodes.length, 0)))
                .observe(document.querySelector(".rows"), { childList: true });
        }""")
        page.page.click(".card .list summary")
        page.until("document.querySelectorAll('.rows li').length === 500")
        added = page.page.evaluate("added")
        expect(max(added) <= 100, f"lines of the list that are made at once: {added}")
        seen = page.page.evaluate("""[...document.querySelectorAll(".rows li")]
            .filter((one) => one.firstChild.checkVisibility({ contentVisibilityAuto: true })).length""")
        expect(seen < 100, f"{seen} lines are laid out, more than are in sight")
        last = page.page.locator(".rows li").last
        name = last.locator("bdi").text_content().split('"')[1]
        last.locator("button").click()
        page.until("name => document.querySelector('.card .legend').textContent.includes(name)", name)
        rises = page.page.evaluate("""async () => {
            const { model } = await import(document.baseURI + "console/console.js");
            const lines = new Map([...model.lines.values()].map((line) => [line.series, line.activity]));
            const listed = [...document.querySelectorAll(".rows bdi")].map((one) => lines.get(one.textContent));
            return listed.filter((one, i) => one > listed[i - 1]).length;
        }""")
        # They have moved since.
        expect(rises < 50, "the list begins with the lines that move most")
        page.page.mouse.move(1, 1)
        page.page.evaluate("document.activeElement.blur()")
        held = page.page.evaluate("""() => ["nobody", "focus"].map((how) => {
            const { card } = document.querySelector(".card");
            if (how === "focus") card.copy.focus();
            return [0, 9000, 11_000].map((age) => {
                const { chosen } = card;
                card.chosenAt = performance.now() - age;
                return card.choose(card.entries) === chosen;
            });
        })""")
        expect(held == [[True, True, False], [True] * 3], f"lines are chosen anew after 10 s, where nobody is: {held}")
        pinned = page.page.evaluate("""() => {
            for (const one of [...document.querySelectorAll(".rows button")].slice(0, 40)) one.click();
            return document.querySelectorAll(".rows [aria-pressed=true]").length;
        }""")
        expect(pinned == 32, f"{pinned} lines are pinned")
        page.page.fill("#filter", "shop 017")
        page.until("document.querySelectorAll('.card .legend')[0].children.length === 1")
        page.is_clean()


def is_accessible(browser, url):
    for scheme in ("light", "dark"):
        for size in ({}, PHONE):
            for name in ("paused", "trouble", "closed", "many", "preparing"):
                with opened(browser, url + name + "/", color_scheme=scheme, **size) as page:
                    page.is_drawn()
                    page.page.wait_for_timeout(300)
                    page.is_accessible(f"{name}, {scheme}, {'phone' if size else 'desk'}")
    with opened(browser, url + "paused/", **PHONE) as page:
        page.is_drawn()
        small = page.page.evaluate("""[...document.querySelectorAll("button, select, summary, #filter")]
            .map(one => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width && box.height < 44)
            .map(([one]) => one.outerHTML.slice(0, 80))""")
        expect(not small, f"targets of less than 44 pixels on a phone: {small}")
        page.page.click("[data-tab=sources]")
        expect(not page.page.locator("#charts").is_visible(), "on a phone the panels are tabs")
        expect(page.page.locator("#sources").is_visible(), "on a phone a tab shows its panel")
        wide = page.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        expect(wide <= 0, f"the page is {wide} pixels too wide for a phone")


def works_without_script(browser, url):
    for size in ({}, PHONE):
        with opened(browser, url + "running/", java_script_enabled=False, **size) as page:
            shown = page.text("body")
            expect("payments.yml" in shown and "/metrics" in shown, f"without script the page says: {shown}")
            expect("pause" not in shown and "filter" not in shown, "without script nothing is shown that needs it")


CHECKS = [
    shows_each_state, refusals_are_told, comes_back, hidden_tabs_hold_no_stream, hostile_texts_are_texts,
    tokens_are_asked_for, *hands.CHECKS, *figures.CHECKS, *drawings.CHECKS,
    *manners.CHECKS, many_lines_are_few, is_accessible, works_without_script,
]


def run(browser, only=""):
    server = serve.start(0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for check in CHECKS:
        if only in check.__name__:
            check(browser, f"http://127.0.0.1:{server.server_port}/")
            serve.Handler.worlds = world.scenarios()
            print("ok ", check.__name__.replace("_", " "), flush=True)
    server.shutdown()
