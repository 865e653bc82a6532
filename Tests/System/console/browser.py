"""Chromium, driven by Playwright, that notes all that a page must not do."""

import contextlib
import shutil
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
NOTE = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + event.blockedURI));
"""


class Failed(AssertionError):
    """A promise of the page that did not hold."""


def expect(holds, sentence):
    if not holds:
        raise Failed(sentence)


class Page:
    """One page in a context of its own: its requests, errors and violations of the policy are noted."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(**(DESK | options))
        self.context.set_default_timeout(20000)
        self.page = self.context.new_page()
        self.page.add_init_script(NOTE)
        self.requests, self.errors = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.goto(url)

    def is_drawn(self):
        """Waits for the first frame."""
        self.page.wait_for_selector("body.on")
        return self

    def is_live(self):
        """Waits for the first values."""
        self.until("document.querySelector('.legend li b') !== null")
        return self

    def text(self, selector):
        return self.page.locator(selector).first.inner_text()

    def until(self, script, argument=None, seconds=20):
        """Waits until the script is true in the page. Playwright's own way needs eval, which the policy forbids."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(script, argument):
            expect(time.monotonic() < end, f"not within {seconds} s: {script} {argument or ''}")
            self.page.wait_for_timeout(50)

    def state(self):
        return self.text("#state")

    def model(self, script):
        """Evaluates an expression of `model`, the page's own."""
        return self.page.evaluate(
            "async () => { const { model, valueAt } = await import(document.baseURI + 'console/console.js');"
            f" return {script}; }}")

    def reaches(self, time, seconds=20):
        """Waits until the page has heard of this event time."""
        self.until("async (time) => { const { model } = await import(document.baseURI + 'console/console.js');"
                   " return model.frame?.t === time; }", time, seconds)

    def catches_up(self, applied, seconds=30):
        """Waits until the page shows the event time that `applied` gives."""
        end = time.monotonic() + seconds
        while abs(applied() - (self.model("model.frame?.t ?? 0"))) > 0.002:
            expect(time.monotonic() < end, f"the page does not come to the event time {applied()}")
            self.page.wait_for_timeout(50)

    def is_clean(self, *allowed):
        """No error but the allowed ones, no violation of the policy, and nothing asked of another host."""
        errors = [error for error in self.errors if not any(word in error for word in allowed)]
        expect(not errors, f"the page has errors: {errors}")
        violations = self.page.evaluate("window.violations") if self.context.pages else []
        expect(not violations, f"the content security policy is violated: {violations}")
        hosts = {url.split("/")[2] for url in self.requests}
        expect(len(hosts) == 1, f"the page asks several hosts: {hosts}")

    def is_accessible(self, name):
        """axe finds nothing that is serious."""
        found = Axe().run(self.page).response["violations"]
        bad = [(one["id"], one["nodes"][0]["html"][:120], one["nodes"][0].get("failureSummary")) for one in found
               if one["impact"] in ("serious", "critical")]
        expect(not bad, f"axe finds in {name}: {bad}")


@contextlib.contextmanager
def chromium():
    """The browser of the system; nothing is downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    expect(path, "there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextlib.contextmanager
def opened(browser, url, **options):
    page = Page(browser, url, **options)
    try:
        yield page
    finally:
        page.context.close()
