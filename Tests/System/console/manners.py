"""What the page tells those who do not see it, what it remembers, and what it leaves alone, with made streams."""

import serve
import world
from browser import PHONE, expect, opened

STREAM = "api/v1/stream"


def equal(found, wanted, what):
    expect(found == wanted, f"{what}: {found}, not {wanted}")


def is_told_to_all(browser, url):
    """What a screen reader says of the page, its pictures and its controls."""
    with opened(browser, url + "paused/", locale="en-US") as page:
        page.is_live()
        found = page.page.evaluate("""() => Object.fromEntries(["state", "said", "lost"].map((id) =>
            [id, document.getElementById(id).role]))""")
        equal(found, {"state": "status", "said": "status", "lost": "status"}, "changes are told politely")
        label = page.page.locator(".canvas").first.get_attribute("aria-label")
        for text in ("bank_transactions_total", "stacked by status", "approved ", "denied ", "t shows the table"):
            expect(text in label, f"a picture says {label!r}, and not {text!r}")
        equal(page.page.get_attribute("#seek", "aria-valuetext"), page.text("#clock") + " UTC", "the slider's value")
        equal(page.page.get_attribute("#token input", "type"), "password", "a token is not shown")
        expect(page.page.locator(".rows").first.get_attribute("aria-label"), "the list of lines has no name")
        shapes = [page.page.locator(f"#play .{one}").is_visible() for one in ("go", "halt")]
        equal(shapes, [True, False], "the picture of a clock that can be started")
        equal(page.page.title(), "payments.yml – csv_exporter", "the title")
        dots = page.page.evaluate("""() => ["running", "paused", "finished"].map((state) => {
            document.getElementById("state").dataset.state = state;
            return getComputedStyle(document.getElementById("state"), "::before").color;
        })""")
        equal(len(set(dots)), 3, f"the colours of the states, {dots}")
        page.is_clean()
    with opened(browser, url + "trouble/") as page:
        page.is_drawn()
        found = page.page.locator("#sources h3").evaluate_all("all => all.map((one) => one.className)")
        equal(found, ["up", "down"], "the marks of the sources")
        expect("no record yet" in page.text("#sources"), f"a source says: {page.text('#sources')}")


def charts_tell_what_they_show(browser, url):
    with opened(browser, url + "running/", locale="en-US") as page:
        page.is_live()
        kinds = page.page.locator(".card").nth(1).locator(".legend i").evaluate_all(
            "all => all.map((one) => one.style.height)")
        equal(kinds, ["10px", "3px", "3px", "3px"], "bars today, lines for the references")
        heat = page.page.locator(".heat").evaluate_all("all => all.map((one) => one.checkVisibility())")
        equal(heat, [False, False, True, False, False, False], "only a histogram has heat")
        info = page.page.locator(".card").last
        info.scroll_into_view_if_needed()
        info.get_by_text("south").wait_for()
        expect(not info.locator("canvas").is_visible(), "an info has no picture")
        changes = page.page.evaluate("""() => new Promise((done) => {
            let count = 0;
            new MutationObserver((all) => { count += all.length; }).observe(document.getElementById("found"),
                { childList: true, characterData: true, subtree: true });
            setTimeout(() => done(count), 1200);
        })""")
        equal(changes, 0, "a text that stays is not written again")
        page.page.evaluate("scrollTo(0, 0)")
        page.page.keyboard.press("Home")
        page.page.locator(".axis").first.filter(has_text="; totals of all passes").wait_for()
        page.is_clean()
    with opened(browser, url + "paused/", locale="en-US") as page:
        page.is_live()
        card = page.page.locator(".card").nth(2)
        card.locator(".table summary").click()
        last = page.model("model.reached")
        steps = [world.add(world.buckets(("/pay",), last - i), world.buckets(("/login",), last - i)) for i in range(47)]
        wanted = page.page.evaluate("""async ([bounds, steps]) => {
            const { number, quantile } = await import(document.baseURI + "console/console.js");
            const told = (value) => (value > bounds.at(-1) ? `> ${number(bounds.at(-1))}` : number(value));
            return steps.map((counts) => [0.5, 0.95, 0.99].map((q) => told(quantile(q, bounds, counts.slice(0, -1)))));
        }""", [world.BOUNDS, steps])
        told = card.locator(".values tbody tr").evaluate_all(
            "rows => rows.map((row) => [...row.cells].slice(1).map((one) => one.textContent))")
        equal(told[1:], wanted, "the quantiles of all series of a step")
        expect(told[1][2] == "> 5", f"beyond the last bound no more is known: {told[1]}")
    with opened(browser, url + "sums/") as page:
        page.is_live()
        axis = page.page.locator(".card").nth(1).locator(".axis").inner_text()
        expect(" per " in axis or "value at" in axis, f"a sum has no bars by hour: {axis}")
    with opened(browser, url + "bare/") as page:
        page.is_drawn()
        expect(page.page.locator(".card").is_visible(), "a metric that has no series yet has its card")
    with opened(browser, url + "behind/") as page:
        page.is_drawn()
        expect("lag 5 s" in page.text("#progress"), f"a clock that values lag behind: {page.text('#progress')}")


def the_pointer_has_its_step(browser, url):
    with opened(browser, url + "paused/", locale="en-US") as page:
        page.is_live()
        spans = page.page.locator("#window option").all_inner_texts()
        equal(spans, ["whole pass", "1 d", "6 h", "1 h"], "windows of six steps and more, and shorter than the pass")
        window = """async () => (await import(document.baseURI + "console/transport.js")).shownWindow()"""
        eighth = world.STEPS * world.STEP // 8
        equal(page.page.evaluate(window), {"start": world.START, "end": world.START + 3 * eighth}, "the pass so far")
        page.page.select_option("#window", label="1 h")
        shown = page.page.evaluate(window)
        equal(shown["end"] - shown["start"], 3600, "the window")
        expect(shown["end"] - world.STEP < page.model("model.frame.t") <= shown["end"], f"the window {shown} ends now")
        page.page.keyboard.press("t")
        card = page.page.locator(".card").first
        page.until("document.querySelectorAll('.card .values')[0].querySelectorAll('tbody tr').length <= 14")
        wide = (card.locator("canvas").bounding_box()["width"] - 52) / 12
        for step in (0, 7):
            card.locator("canvas").hover(position={"x": 46 + wide * (step + 0.5), "y": 40})
            time = page.page.evaluate("async (t) => (await import(document.baseURI + 'console/console.js')).date(t)",
                                      shown["start"] + (step + 1) * world.STEP)
            card.locator(".when").filter(has_text=time).wait_for()
            row = card.locator(".values tbody tr").filter(has_text=time).locator("td").all_inner_texts()[1:]
            equal(card.locator(".legend b").all_inner_texts(), row, f"the legend at {time}")
        page.page.mouse.move(1, 1)
        page.until("document.querySelector('.when').textContent === ''")
        page.is_clean()


def keys_are_left_alone(browser, url):
    """Keys of the browser, of a button, of an open dialog; and keys that come fast are not lost."""
    with opened(browser, url + "paused/") as page:
        page.is_live()
        press = page.page.keyboard.press
        began = page.model("model.frame.t")
        for key in (".", "."):
            press(key)
        page.reaches(began + 2 * world.STEP)
        for key, mark in (("p", 96), ("n", 260), ("p", 96)):
            press(key)
            page.reaches(world.START + mark * world.STEP)
        expect("starts a new pass" in page.text("#said"), "going back is explained")
        for state in ("running", "paused"):
            press(" ")
            page.until("(state) => document.getElementById('state').textContent === state", state)
        press("ArrowLeft")
        page.page.wait_for_timeout(300)
        equal(page.text("#said"), "", "going back is explained once")
        sent = len(page.requests)
        press("Control+ArrowLeft")
        press("?")
        press("ArrowLeft")
        press("Escape")
        page.page.focus("#theme")
        press(" ")
        page.page.wait_for_timeout(300)
        equal(page.requests[sent:], [], "keys that are not the page's send nothing")
        press("/")
        press("Escape")
        equal(page.page.evaluate("document.activeElement === document.body"), True, "Escape leaves a field")
        page.page.locator(".card").first.hover()
        page.page.locator(".card").nth(1).locator(".copy").focus()
        press("t")
        equal(page.page.locator(".card .table").evaluate_all("all => all.map((one) => one.open)")[:2], [False, True],
              "the card with the keyboard goes before the one with the pointer")
        page.is_clean()


def held_keys_make_no_queue(browser, url):
    with opened(browser, url + "paused/") as page:
        page.is_live()
        began, routes = page.model("model.frame.t"), []
        # The first stays under way.
        page.page.route("**/api/v1/replay*", lambda route: route.continue_() if routes else routes.append(route))
        for _ in range(6):
            page.page.keyboard.press("ArrowRight")
        page.page.wait_for_timeout(200)
        equal(len([one for one in page.requests if "replay?" in one]), 1, "commands under way")
        routes[0].continue_()
        page.reaches(began + 6 * world.STEP)
        equal(len([one for one in page.requests if "replay?" in one]), 2, "commands for six keys")


def the_slider_is_in_the_hand(browser, url):
    """While it is held it stays where it is, and says no time behind the end."""
    with opened(browser, url + "running/") as page:
        page.is_live()
        box = page.page.locator("#seek").bounding_box()
        page.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
        page.page.mouse.down()
        page.page.wait_for_timeout(50)
        held, frame = page.page.input_value("#seek"), page.model("model.frame.t")
        page.until("async (t) => (await import(document.baseURI + 'console/console.js')).model.frame.t > t",
                   frame + 300)
        equal(page.page.input_value("#seek"), held, "the slider that is held")
        expect(page.text("#clock") > "2026-03-03 12", f"the clock shows {page.text('#clock')}, not where the slider is")
        page.page.mouse.up()
        told = page.page.evaluate("""async () => {
            const { model } = await import(document.baseURI + "console/console.js");
            const seek = document.getElementById("seek");
            model.hello.range.end -= 150;
            seek.value = seek.max;
            seek.dispatchEvent(new Event("input"));
            return document.getElementById("clock").textContent;
        }""")
        equal(told, "2026-03-03 23:57:30", "the end of a pass that ends within a step")


def looks_are_kept(browser, url):
    with opened(browser, url + "paused/", color_scheme="light") as page:
        page.is_live()
        ground = "getComputedStyle(document.body).backgroundColor"
        drawn = """(() => { const canvas = document.querySelector(".canvas");
            return [canvas.width, [...canvas.getContext("2d").getImageData(46, 6, 300, 165).data].join()]; })()"""
        light, picture = page.page.evaluate(ground), page.page.evaluate(drawn)
        page.page.emulate_media(color_scheme="dark")
        page.page.wait_for_timeout(300)
        dark = page.page.evaluate(ground)
        expect(dark != light, "the page follows the wish of the browser")
        expect(page.page.evaluate(drawn)[1] != picture[1], "pictures follow it, too")
        page.page.click("#theme")
        equal(page.page.evaluate(ground), light, "the ground after the switch")
        page.page.reload()
        page.is_live()
        equal(page.page.evaluate(ground), light, "the ground after a reload")
        page.is_clean()
    with opened(browser, url + "lost/") as page:
        page.is_live()
        wide = page.page.evaluate("document.querySelector('.canvas').width")
        # Nothing is heard, so that no frame draws anew.
        page.until("document.body.classList.contains('lost')")
        page.page.set_viewport_size({"width": 1000, "height": 700})
        page.until("(wide) => document.querySelector('.canvas').width !== wide", wide, seconds=1)
    with opened(browser, url + "running/", reduced_motion="reduce") as page:
        page.is_live()
        changes = page.page.evaluate("""() => new Promise((done) => {
            let count = 0;
            new MutationObserver(() => { count += 1; }).observe(document.getElementById("clock"), { childList: true });
            setTimeout(() => done(count), 2500);
        })""")
        expect(1 <= changes <= 3, f"who wants less motion sees {changes} changes in 2.5 s")
    with opened(browser, url + "paused/") as page:
        page.is_live()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy = page.page.locator(".copy").first
        copy.click()
        page.until("document.querySelector('.copy').textContent === 'copied'")
        expect("rate(bank_transactions_total" in page.page.evaluate("navigator.clipboard.readText()"), "what is copied")
        page.page.focus("#filter")
        equal(copy.inner_text(), "PromQL", "the button after that")


def phones_have_room(browser, url):
    for width in (320, 390):
        with opened(browser, url + "waiting/", **PHONE | {"viewport": {"width": width, "height": 844}}) as page:
            page.is_drawn()
            boxes = page.page.locator(".top button, #transport :is(button, select), #tabs button").evaluate_all(
                """all => all.map((one) => one.getBoundingClientRect()).filter(({ width }) => width)
                    .map(({ left, right, width, height, bottom }) => ({ left, right, width, height, bottom }))""")
            small = [box for box in boxes if box["width"] < 44 or box["height"] < 44]
            expect(not small, f"targets of less than 44 pixels at {width}: {small}")
            out = [box for box in boxes if box["left"] < 0 or box["right"] > width]
            expect(not out, f"controls beside the screen at {width}: {out}")
            bar = page.page.locator("#transport").bounding_box()
            equal(bar["y"] + bar["height"], 844, "the lower end of the controls")
            paths = page.page.locator("#transport button path").evaluate_all(
                "all => all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('d'))")
            shapes = {"".join(one for one in path if one.isalpha()) for path in paths}
            equal((len(paths), len(shapes)), (5, 5), f"pictures of the buttons, all different: {paths}")
            equal(page.page.locator("#state").bounding_box()["height"] < 30, True, "the state is on one line")
    with opened(browser, url + "paused/", **PHONE) as page:
        page.is_live()
        legend = page.page.locator(".legend").nth(3).locator("li")
        equal(legend.count(), 0, "lines of a chart that is not in sight")
        page.page.locator(".card").nth(3).scroll_into_view_if_needed()
        legend.first.wait_for()
        page.page.click("[data-tab=rejected]")
        pressed = page.page.locator("#tabs button").evaluate_all("all => all.map((one) => one.ariaPressed)")
        equal(pressed, ["false", "false", "true", "false"], "which tab is chosen")


def streams_are_asked_again(browser, url):
    """After a refusal, whose sentence goes when the stream is back; and not by a tab that has one."""
    one = serve.Handler.worlds["full"]
    with opened(browser, url + "full/") as page:
        page.until("document.getElementById('lost').textContent.includes('16 streams')")
        one.more.pop("refuses")
        one.more["cut"] = 2
        page.is_drawn()
        page.until("document.getElementById('lost').textContent === ''")
        page.until("document.getElementById('lost').textContent !== ''")
        expect("16 streams" not in page.text("#lost"), f"an old refusal is told: {page.text('#lost')}")
        equal(page.page.evaluate("getComputedStyle(document.getElementById('main')).opacity"), "0.45", "old values")
        page.is_clean("503")


CHECKS = [is_told_to_all, charts_tell_what_they_show, the_pointer_has_its_step, keys_are_left_alone,
          held_keys_make_no_queue, the_slider_is_in_the_hand, looks_are_kept, phones_have_room, streams_are_asked_again]
