// Tables are sorted by a column and copied.  The buttons are made here: without scripts a table
// is what it is on paper.

// The rows as the report has them, whatever order the reader has chosen.
function officialRows(body) {
  return [...body.rows].sort((one, other) => one.dataset.place - other.dataset.place);
}
const tables = (() => {
  // As official Vietnamese writes a number: "1.234,5", "02", "44%"; "ước" before an estimate.
  const NUMBER = /^([-\u2212]?)(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?\s?(%?)$/;
  const ESTIMATE = /^ước /;
  const DAY = /(\d{1,2})\/(\d{1,2})\/(\d{4})/g;
  const MISSING = new Set(["", "-", "\u2013", "\u2026", "..."]);
  const words = new Intl.Collator("vi", { numeric: true });
  const textOf = (cell) => cell.textContent.trim();

  function number(text) {
    const found = text.replace(ESTIMATE, "").match(NUMBER);
    if (!found) return null;
    const size = Number(`${found[2].replaceAll(".", "")}.${found[3] || "0"}`);
    return found[1] ? -size : size;
  }
  // The last day of what a cell says: "đến 14/11/2023" and "01/01/2023 đến 14/11/2023".
  function day(text) {
    const found = [...text.matchAll(DAY)].at(-1);
    return found ? Number(found[3]) * 10000 + Number(found[2]) * 100 + Number(found[1]) : null;
  }
  // What a column is sorted by: most of its cells decide.
  function measure(texts) {
    const filled = texts.filter((text) => !MISSING.has(text));
    const most = (read) => filled.filter((text) => read(text) !== null).length * 2 > filled.length;
    if (most(number)) return number;
    return most(day) ? day : null;
  }

  // Totals stay at the end.  One between the rows has those above it as its parts: such a table
  // keeps its order, and so does one whose cells reach over several columns or rows.
  function parts(table) {
    if (table.tHead?.rows.length !== 1 || table.tBodies.length !== 1) return null;
    const rows = officialRows(table.tBodies[0]);
    const wide = rows.some(
      (row) =>
        row.cells.length !== table.tHead.rows[0].cells.length ||
        [...row.cells].some((cell) => cell.colSpan > 1 || cell.rowSpan > 1),
    );
    const end = rows.findIndex((row) => row.classList.contains("total"));
    const items = end < 0 ? rows : rows.slice(0, end);
    const totals = end < 0 ? [] : rows.slice(end);
    const broken = totals.some((row) => !row.classList.contains("total"));
    return wide || broken || items.length < 2 ? null : { items, totals };
  }

  function sort(table, column, order) {
    const { items, totals } = parts(table);
    [...items, ...totals].forEach((row, place) => {
      row.dataset.place ??= place;
    });
    const shown = new Map(items.map((row) => [row, textOf(row.cells[column])]));
    const read = measure([...shown.values()]);
    const known = (row) =>
      read ? read(shown.get(row)) !== null : !MISSING.has(shown.get(row));
    const compared = (one, other) =>
      read
        ? read(shown.get(one)) - read(shown.get(other))
        : words.compare(shown.get(one), shown.get(other));
    const sign = order === "descending" ? -1 : 1;
    // What has no value comes last, up or down.
    const sorted = order
      ? [
          ...items.filter(known).sort((one, other) => sign * compared(one, other)),
          ...items.filter((row) => !known(row)),
        ]
      : items;
    table.tBodies[0].append(...sorted, ...totals);
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (order && place === column) head.setAttribute("aria-sort", order);
      else head.removeAttribute("aria-sort");
    });
  }
  const NEXT = { "": "ascending", ascending: "descending", descending: "" };
  function turned(button) {
    const head = button.closest("th");
    sort(head.closest("table"), head.cellIndex, NEXT[head.getAttribute("aria-sort") || ""]);
  }

  // A cell that a spreadsheet would take for a formula, as in the CSV file.
  const inert = (text) =>
    /^\s*[=+\-@|%]/.test(text) && !/^(-|[+-]?[\d.]+(,\d+)?%?)$/.test(text) ? `'${text}` : text;
  const escaped = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

  // A number for a spreadsheet: its value whatever the reader's settings, and the format in which
  // it looks as on the page.  All else is text: "02/10/2023" is another day in another country.
  function cell(element, tag) {
    const text = textOf(element);
    const counted = element.matches(".right") || element.querySelector("a.so-lieu");
    const found = counted && tag === "td" && text.match(NUMBER);
    if (!found) {
      const kept = escaped(inert(text));
      return `<${tag} style="mso-number-format:'\\@'" sdnum="1033;0;@">${kept}</${tag}>`;
    }
    const [, , whole, decimals = "", percent] = found;
    const zeros = whole.includes(".") ? "#,##0" : "0".repeat(/^0\d/.test(whole) ? whole.length : 1);
    const format = `${zeros}${decimals && "."}${"0".repeat(decimals.length)}${percent}`;
    const digits = decimals.length + (percent ? 2 : 0);
    const value = (number(text) / (percent ? 100 : 1)).toFixed(digits);
    return `<td style="mso-number-format:'${format}'" x:num="${value}" sdval="${value}" sdnum="1033;1033;${format}">${escaped(text)}</td>`;
  }
  function copy(button, status) {
    const table = button.parentElement.previousElementSibling.querySelector("table");
    const rows = [...table.rows].map((row) => [...row.cells]);
    const plain = rows.map((cells) => cells.map((one) => inert(textOf(one).replace(/\s+/g, " "))));
    const lines = rows.map(
      (cells, place) => `<tr>${cells.map((one) => cell(one, place ? "td" : "th")).join("")}</tr>`,
    );
    const done = copyOut(
      {
        "text/plain": plain.map((texts) => texts.join("\t")).join("\r\n"),
        "text/html": `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>${lines.join("\n")}</table></body></html>`,
      },
      table,
    );
    status.textContent = done
      ? "Đã chép. Trong bảng tính, số là số; nơi khác, số như trên trang."
      : "Không chép được. Bảng đã được chọn: bấm Ctrl+C.";
  }

  function button(name, words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `tool ${name}`;
    made.append(...words);
    return made;
  }
  function equip(scroll) {
    const table = scroll.querySelector("table");
    if (parts(table) && !table.querySelector(".sort")) {
      for (const head of table.querySelectorAll("thead th")) {
        head.append(button("sort", head.childNodes));
      }
    }
    let line = scroll.nextElementSibling;
    if (!line?.matches(".download")) {
      line = document.createElement("p");
      line.className = "download tool";
      scroll.after(line);
    }
    if (line.querySelector(".copy")) return;
    const told = document.createElement("span");
    told.className = "tool";
    told.setAttribute("role", "status");
    line.prepend(told, " ", button("copy", ["Chép bảng"]), " ");
  }
  document.querySelectorAll(".table > .scroll").forEach(equip);
  // What is folded waits until it is opened: the registers' rows are many.
  document.addEventListener(
    "toggle",
    (event) => event.target.querySelectorAll(":scope > .scroll").forEach(equip),
    { capture: true },
  );
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("button.sort, button.copy");
    if (pressed?.matches(".sort")) turned(pressed);
    else if (pressed) copy(pressed, pressed.parentElement.querySelector("[role=status]"));
  });
  // On paper every table stands in the order of the report.
  addEventListener("beforeprint", () => {
    for (const head of document.querySelectorAll("th[aria-sort]")) {
      sort(head.closest("table"), head.cellIndex, "");
    }
  });
  return { equip };
})();
