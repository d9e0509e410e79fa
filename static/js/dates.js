// Keeps the next dates of a series up to date while the form is filled, by asking for the preview in the background.
// Without it, the button "Show the next dates" does the same.
const form = document.querySelector("form[data-dates]");
const fields = new Set(["day", "time", "zone", "repeats", "every", "ends", "until", "dates", "skipped", "also"]);
let waiting;
let asked = 0;

async function refresh() {
  const mine = ++asked;
  const typed = new URLSearchParams(new FormData(form));
  typed.set("then", "preview");
  const answer = await fetch(form.action, { method: "POST", body: typed }).catch(() => null);
  if (!answer || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = document.getElementById(form.dataset.dates);
  const then = page.getElementById(form.dataset.dates);
  if (!now || !then || mine !== asked) return;
  const focused = now.contains(document.activeElement) ? document.activeElement.value : null;
  const name = focused === null ? "" : document.activeElement.name;
  now.replaceChildren(...then.childNodes);
  if (name) [...now.querySelectorAll(`[name="${name}"]`)].find((one) => name === "also" || one.value === focused)?.focus();
}

form?.addEventListener("input", (event) => {
  if (!fields.has(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 400);
});
