// Keeps the slip current, and says so when it cannot: a number that stands still must not look alive.
(() => {
  "use strict";
  const POLL_MS = 15000;
  const slip = document.getElementById("slip");
  const asOf = document.getElementById("as-of");
  const stale = document.getElementById("stale");
  let source = null;
  let heardAt = Date.now();
  let ended = false;

  const heard = (time) => {
    heardAt = Date.now();
    if (time) asOf.textContent = time;
  };

  const poll = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.status === 404) location.reload();
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      slip.replaceChildren(...page.getElementById("slip").childNodes);
      heard(page.getElementById("as-of").textContent);
    } catch {
      // The bar says it.
    }
  };

  if (window.EventSource) {
    source = new EventSource(location.pathname + "/events" + location.search);
    source.addEventListener("slip", (event) => { slip.innerHTML = event.data; heard(); });
    source.addEventListener("beat", (event) => heard(event.data));
    source.addEventListener("end", () => { ended = true; source.close(); });
  }

  const follows = () => source && source.readyState !== EventSource.CLOSED;
  setInterval(() => { if (!ended && !follows()) poll(); }, POLL_MS);
  setInterval(() => {
    const allowedMs = follows() ? 12000 : 2 * POLL_MS + 5000;
    stale.hidden = ended || Date.now() - heardAt < allowedMs;
  }, 1000);
})();
