// One EventSource a tab. It is closed after half a minute in a hidden tab, because a browser opens six connections to
// a host at most, and opened again when the tab is shown.

/** Opens the stream and keeps it open; gives the function that opens it anew. */
export function listen(hear, pins) {
  let source = null;
  let timer = 0;
  let heard = Date.now();

  function open() {
    close();
    const url = "api/v1/stream?" + pins().map((pin) => "pin=" + encodeURIComponent(pin)).join("&");
    source = new EventSource(url);
    for (const name of ["hello", "history", "pins", "frame"]) {
      source.addEventListener(name, (event) => {
        heard = Date.now();
        hear.lost(null);
        hear[name](JSON.parse(event.data));
      });
    }
    // Lost, it connects again by itself. Refused, only a plain request gets to see the sentence.
    source.onerror = ({ target }) => (target.readyState === EventSource.CLOSED ? ask(url) : hear.lost({ heard }));
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  async function ask(url) {
    close();
    const abort = new AbortController();
    const answer = await fetch(url, { signal: abort.signal }).catch(() => null);
    hear.lost({ heard, sentence: answer && !answer.ok ? await answer.text() : "" });
    abort.abort();
    timer = setTimeout(open, 2000);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, 30_000);
    else if (!source) open();
  });
  // A page that is kept to go back to holds no place.
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
  return open;
}
