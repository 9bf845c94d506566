// A section taken out of the page as a file of its own, made in the reader's browser from what
// stands here: nothing is computed or typed anew, so no figure can differ.
(() => {
  const main = document.querySelector("main");
  // Before any number was opened in it.
  const box = document.getElementById("so-lieu-mo").cloneNode(true);
  const level = (heading) => Number(heading.tagName[1]);
  const isHeading = (element) => element.matches("h2[id], h3[id], h4[id]");

  // A section is what stands between its heading and the next of the same level or above; the
  // last one ends with the paragraph that is kept beside the signature.
  function section(heading) {
    const annex = heading.closest(".annex");
    if (annex) return [annex];
    const found = [heading];
    for (let next = heading.nextElementSibling; next; next = next.nextElementSibling) {
      if (next.matches(".annex") || (isHeading(next) && level(next) <= level(heading))) break;
      if (!next.matches(".closing")) found.push(next);
      else found.push(...[...next.children].filter((child) => !child.matches(".ending")));
    }
    return found;
  }
  // The headings above it.
  function above(heading) {
    const found = [];
    let deepest = level(heading);
    for (let one = heading.previousElementSibling; one; one = one.previousElementSibling) {
      if (isHeading(one) && level(one) < deepest) {
        deepest = level(one);
        found.unshift(one);
      }
    }
    return found;
  }
  // A copy as the report has it: no buttons, nothing sorted or opened.
  function copied(element) {
    const copy = element.cloneNode(true);
    for (const button of copy.querySelectorAll(".sort")) button.replaceWith(...button.childNodes);
    for (const tool of copy.querySelectorAll(".tool")) tool.remove();
    for (const head of copy.querySelectorAll("[aria-sort]")) head.removeAttribute("aria-sort");
    for (const body of copy.querySelectorAll("tbody")) {
      body.append(...officialRows(body));
      for (const row of body.rows) row.removeAttribute("data-place");
    }
    for (const folded of copy.querySelectorAll("details[open]")) folded.open = false;
    return copy;
  }

  // The entries that numbers lead to, and those that they were computed from.
  function entries(links) {
    const wanted = new Set();
    const waiting = [...links];
    while (waiting.length) {
      const entry = document.getElementById(waiting.pop().hash.slice(1));
      if (!entry?.matches(".sources li") || wanted.has(entry.id)) continue;
      wanted.add(entry.id);
      waiting.push(...entry.querySelectorAll("dd a[href^='#']:not([data-rows])"));
    }
    return wanted;
  }
  function sources(text) {
    const wanted = entries(text.querySelectorAll("a.so-lieu"));
    const footer = document.querySelector("footer.sources");
    if (!footer || !wanted.size) return null;
    const copy = copied(footer);
    for (const entry of copy.querySelectorAll("li[id]")) {
      if (!wanted.has(entry.id)) entry.remove();
    }
    const rows = new Set([...copy.querySelectorAll("a[data-rows]")].map((link) => link.hash));
    for (const group of copy.querySelectorAll(".register")) {
      const list = group.querySelector("ol");
      const table = group.querySelector(".rows");
      if (list && !list.children.length) list.remove();
      if (table && !rows.has(`#${table.querySelector(".scroll").id}`)) table.remove();
      if (!group.querySelector("ol, .rows")) group.remove();
    }
    for (const back of copy.querySelectorAll(".back")) {
      // The number may be quoted further up in the report for the first time.
      const target = `#${back.closest("li").id}`;
      const link = [...text.querySelectorAll("a.so-lieu")].find(({ hash }) => hash === target);
      if (link) link.id = back.hash.slice(1);
      else back.remove();
    }
    return copy;
  }

  function excerpt(heading) {
    const root = document.documentElement.cloneNode(false);
    const head = document.head.cloneNode(true);
    const words = heading.textContent.trim().replace(/\s+/g, " ");
    head.querySelector("title").textContent = `Trích: ${words} - ${document.title}`;
    const body = document.createElement("body");
    const sheet = document.createElement("div");
    sheet.className = "sheet";
    const text = main.cloneNode(false);
    text.dataset.excerpt = heading.id;
    const today = new Date().toLocaleDateString("vi-VN");
    const note = document.createElement("div");
    note.className = "notes";
    note.setAttribute("role", "note");
    const mark = document.createElement("strong");
    mark.textContent = "Bản trích: ";
    note.append(
      mark,
      `nguyên văn ${words}, trích ngày ${today} từ văn bản nêu trên; không phải là bản trích sao, không thay thế văn bản đó.`,
    );
    const kept = main.querySelectorAll(":scope > h1, :scope > .window, :scope > .notes");
    text.append(...[...kept].map(copied), note);
    const parts = [...above(heading), ...section(heading)].filter((part) => !part.matches(".tool"));
    text.append(...parts.map(copied));
    const letterhead = document.querySelector(".letterhead");
    if (letterhead) sheet.append(copied(letterhead));
    sheet.append(text);
    const from = sources(text);
    body.append(copied(document.querySelector(".skip")), sheet);
    if (from) body.append(from);
    body.append(box.cloneNode(true), document.querySelector("script").cloneNode(true));
    root.append(head, body);
    // What a link led to elsewhere in the report is text here.
    for (const link of body.querySelectorAll("a[href^='#']")) {
      const target = link.getAttribute("href").slice(1);
      if (!body.querySelector(`[id="${CSS.escape(target)}"]`)) link.replaceWith(...link.childNodes);
    }
    return `<!DOCTYPE html>\n${root.outerHTML}\n`;
  }

  function save(heading) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([excerpt(heading)], { type: "text/html" }));
    link.download = `trich-${heading.id}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  // An excerpt has a page of its own already.
  if (main.dataset.excerpt) return;
  for (const heading of main.querySelectorAll(":is(h2, h3, h4)[id]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool excerpt";
    button.textContent = "Tải riêng";
    const words = heading.textContent.trim().replace(/\s+/g, " ");
    button.setAttribute("aria-label", `Tải riêng: ${words}`);
    button.addEventListener("click", () => save(heading));
    heading.before(button);
  }
})();
