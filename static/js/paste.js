// Rich text that is pasted into a field for Markdown arrives as plain text, with its links, lists, headings and tables
// written as Markdown. Without it, the browser pastes the plain words.
const BLOCKS = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE CENTER DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM HEADER LI MAIN NAV P " +
    "SECTION SUMMARY TBODY TD TFOOT TH THEAD TR").split(" "),
);
const SILENT = new Set(["HEAD", "META", "NOSCRIPT", "SCRIPT", "STYLE", "TEMPLATE", "TITLE"]);
/** What would be lost in plain words. */
const RICH = "a[href], ul, ol, table, h1, h2, h3, h4, h5, h6, img[alt], [style*='mso-list' i]";
const LEADS_ON = /^(https?:|mailto:|tel:)/i;

/** Lines without blanks around them, at most one empty line between two. The points of lists keep their indent. */
const tidy = (text) =>
  text.split("\n").map((line) => line.replace(/^ (?! )/, "").trimEnd()).join("\n").replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\s+$/g, "");
const inOneLine = (text) => tidy(text).replace(/\s*\n\s*/g, " ");
const inside = (node) => [...node.childNodes].map(markdown).join("");
const apart = (text) => `\n\n${text}\n\n`;

/** Blanks between two blocks are how the source is laid out, and between two words they are a blank. */
function words(node) {
  const isBetween = [node.previousSibling, node.nextSibling].some((beside) => BLOCKS.has(beside?.nodeName));
  return isBetween && !node.data.trim() ? "" : node.data.replace(/[ \t\r\n\f]+/g, " ");
}

function markdown(node) {
  if (node.nodeType === Node.TEXT_NODE) return words(node);
  if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName)) return "";
  const level = /mso-list:[^;]*level(\d)/i.exec(node.getAttribute("style") ?? "")?.[1];
  if (level) return wordsPoint(node, Number(level));
  if (/^H[1-6]$/.test(node.nodeName)) return apart(`## ${inOneLine(inside(node))}`);
  switch (node.nodeName) {
    case "BR": return "\n";
    case "HR": return apart("---");
    case "IMG": return node.alt;
    case "PRE": return apart(node.textContent);
    case "A": return link(node);
    case "UL": case "OL": return apart(list(node));
    case "TABLE": return table(node);
    default: return BLOCKS.has(node.nodeName) ? apart(inside(node)) : inside(node);
  }
}

function link(node) {
  const href = node.getAttribute("href")?.trim() ?? "";
  const said = inOneLine(inside(node));
  if (!said || !LEADS_ON.test(href)) return said;
  if ([said, `mailto:${said}`, `${said}/`].includes(href)) return said;
  return /[[\]]/.test(said) ? `${said} ${href}` : `[${said}](${/[\s()]/.test(href) ? `<${href}>` : href})`;
}

function point(mark, text) {
  const lines = tidy(text).replace(/\n{2,}/g, "\n").split("\n");
  return mark + lines.join(`\n${" ".repeat(mark.length)}`);
}

function list(node) {
  let number = node.nodeName === "OL" && (node.start || 1);
  const points = [];
  for (const child of node.children) {
    // Some programs put a list beside the point that it belongs to.
    if (points.length && /^[OU]L$/.test(child.nodeName)) points.push(list(child).replace(/^/gm, "   "));
    else if (child.textContent.trim()) points.push(point(number ? `${number++}. ` : "- ", inside(child)));
  }
  return points.join("\n");
}

/** Word writes the points of its lists as paragraphs, each with its bullet or number in it. */
function wordsPoint(node, level) {
  const copy = node.cloneNode(true);
  const sign = copy.querySelector("[style*='mso-list:ignore' i]");
  const number = /^\d+[.)]/.exec(sign?.textContent.trim() ?? "")?.[0];
  sign?.remove();
  return `\n${"   ".repeat(level - 1)}${point(number ? `${number} ` : "- ", inside(copy))}`;
}

/** A table with a head, if each row has as many cells; one that lays out a page, as its cells one after another. */
function table(node) {
  const rows = [...node.rows].map((row) => [...row.cells]);
  const isTable = rows.length > 1 && rows[0].length > 1 && rows.every((row) => row.length === rows[0].length);
  if (!isTable || node.querySelector("table")) return apart(inside(node));
  const cells = rows.map((row) => row.map((cell) => inOneLine(inside(cell)).replaceAll("|", "\\|")));
  const lines = [cells[0], cells[0].map(() => "---"), ...cells.slice(1)].map((row) => `| ${row.join(" | ")} |`);
  return apart(lines.join("\n"));
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  const html = field.matches?.("textarea[data-markdown]") && event.clipboardData?.getData("text/html");
  if (!html) return;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const text = body.querySelector(RICH) && tidy(inside(body));
  if (!text) return;
  event.preventDefault();
  // As if typed, so that it can be undone.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
