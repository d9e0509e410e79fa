// Shows results under the search box as one types, for the mouse and the keyboard (the combobox of the ARIA practices).
// Without it, Enter leads to the page of results.
const form = document.querySelector("form[data-search]");
const box = form?.querySelector("input");
const list = document.getElementById("found-so-far");
const said = document.getElementById("found-said");
let waiting;
let running;
let at = -1;

const options = () => [...list.querySelectorAll('[role="option"]')];

function close() {
  clearTimeout(waiting);
  running?.abort();
  list.hidden = true;
  at = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function choose(index) {
  const all = options();
  if (!all.length) return;
  at = (index + all.length) % all.length;
  all.forEach((option, nth) => option.setAttribute("aria-selected", String(nth === at)));
  box.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

async function ask() {
  running?.abort();
  running = new AbortController();
  const typed = box.value.trim();
  if (typed.length < 2) return close();
  const path = `/search/suggestions?q=${encodeURIComponent(typed)}`;
  const answer = await fetch(path, { signal: running.signal }).catch(() => null);
  // Signed out meanwhile, or the site is away: Enter still works.
  if (!answer?.ok || answer.redirected) return;
  const text = await answer.text().catch(() => null);
  if (text === null || box.value.trim() !== typed || document.activeElement !== box) return;
  const part = new DOMParser().parseFromString(text, "text/html");
  list.replaceChildren(...part.body.childNodes);
  const all = options();
  all.forEach((option, nth) => (option.id = `found-${nth}`));
  at = -1;
  list.hidden = !all.length;
  box.setAttribute("aria-expanded", String(all.length > 0));
  box.removeAttribute("aria-activedescendant");
  const results = all.length - 1;
  said.textContent = all.length ? `${results} ${results === 1 ? "result" : "results"}, use the arrow keys` : "No results yet";
}

if (box && list && said) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 180);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else choose(event.key === "ArrowDown" ? at + 1 : Math.max(at, 0) - 1);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      options()[at].click();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  // A press must not take the focus away before it is a click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
