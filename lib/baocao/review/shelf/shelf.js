// The search of the first page.  A page that was opened from a disk may read no data, but it may
// run scripts of its own folder: words/<year>.js says which periods have which words, and
// text/<period>.js has their sentences; see words.py.  Without this script the list is all there.
"use strict";
(() => {
  const AT_ONCE = 20;
  const MOST = 400;
  // Periods whose hits are put in order together.
  const TOGETHER = 8;
  const form = document.getElementById("tim");
  const box = document.getElementById("tu-khoa");
  const place = document.getElementById("ket-qua");
  const told = document.getElementById("ket-qua-noi");
  const list = place.querySelector("ol");
  const more = place.querySelector("button");
  const shelf = document.getElementById("danh-muc");
  const years = form.dataset.years.split(" ").filter(Boolean).map((one) => one.split(":"));

  // ---------------------------------------------------------------- files

  const asked = new Map();
  const given = new Map();
  window.baocaoShelf = (kind, name, data) => given.set(`${kind}/${name}`, data);

  function load(kind, name, version) {
    const key = `${kind}/${name}`;
    if (!asked.has(key)) {
      asked.set(key, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `shelf/${kind}/${encodeURIComponent(name)}.js?v=${version}`;
        script.onload = () => (given.has(key) ? done(given.get(key)) : failed(new Error(key)));
        script.onerror = () => failed(new Error(key));
        document.head.append(script);
      }));
      // What could not be read may be asked for again.
      asked.get(key).catch(() => asked.delete(key));
    }
    return asked.get(key);
  }

  // ---------------------------------------------------------------- words

  const WORD = /[\p{L}\p{N}]+(?:[.,][0-9]+)*/gu;
  const TONES = /[\u0300\u0309\u0303\u0301\u0323]/g;
  const folded = (word) =>
    word.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replaceAll("đ", "d");
  // ă, â, đ, ê, ô, ơ, ư stay; the tone comes apart, for it is written on either vowel: hoà, hòa.
  function marked(word) {
    const marks = word.toLowerCase().normalize("NFD");
    const tone = (marks.match(TONES) || []).join("");
    return { letters: marks.replace(TONES, "").normalize("NFC"), tone };
  }

  // The words that are looked for: as they begin, but for short ones (II is not III), of which only
  // the last may be half typed.
  function wanted(query) {
    const words = [...query.normalize("NFC").matchAll(WORD)].map(([word]) => word);
    return words.map((word, n) => {
      const plain = folded(word);
      const isWhole = plain.length < 3 && n < words.length - 1;
      return { plain, isWhole, ...(plain === word.toLowerCase() ? {} : marked(word)) };
    });
  }

  const begins = (plain, want) => (want.isWhole ? plain === want.plain : plain.startsWith(want.plain));

  // Whether a word of a text is one that is looked for.
  function fits(word, want) {
    if (!begins(folded(word), want)) return false;
    if (want.letters === undefined) return true;
    const own = marked(word);
    return own.letters.startsWith(want.letters) && (!want.tone || own.tone === want.tone);
  }

  // Where in a text each wanted word stands.
  function found(text, wants) {
    const hits = wants.map(() => []);
    for (const match of text.matchAll(WORD)) {
      wants.forEach((want, n) => {
        if (fits(match[0], want)) hits[n].push([match.index, match.index + match[0].length]);
      });
    }
    return hits;
  }

  // ---------------------------------------------------------------- search

  // The periods of a year that have every word, the latest first.
  function periods(index, wants) {
    let common = null;
    for (const want of wants) {
      let any = 0n;
      for (const word of index.sorted) {
        if (begins(word, want)) any |= BigInt(`0x${index.words[word]}`);
      }
      common = common === null ? any : common & any;
    }
    return index.periods.filter((_, n) => (common >> BigInt(n)) & 1n).reverse();
  }

  // Each sentence that has one of the words, if the others stand there or in what it stands under.
  async function* search(wants) {
    for (const [n, [year, version]] of years.entries()) {
      // The further back what is looked for lies, the more years are read at once.
      for (const [early, its] of years.slice(n + 1, Math.min(2 * n + 1, n + 8))) {
        load("words", early, its).catch(() => {});
      }
      const index = await load("words", year, version);
      index.sorted ??= Object.keys(index.words);
      const candidates = periods(index, wants);
      for (let start = 0; start < candidates.length; start += TOGETHER) {
        const some = candidates.slice(start, start + TOGETHER);
        const texts = await Promise.all(some.map(([code, , , v]) => load("text", code, v)));
        const these = some.flatMap(([, name, , , reports], n) => [...hits(texts[n], name, reports, wants)]);
        // Of equal ones the newest stays first, and what stands first in its report.
        yield* these.sort((a, b) => b.rank - a.rank);
      }
    }
  }

  // A heading or title that has all words comes before sentences; then words that stand side by side
  // as they were typed, words that are whole, and sentences that have all of them by themselves.
  function rankOf(sentence, isTitle, own, wants) {
    if (!own.every((one) => one.length)) return 0;
    const words = ` ${[...sentence.matchAll(WORD)].map(([word]) => folded(word)).join(" ")} `;
    const asked = wants.map(({ plain }) => plain).join(" ");
    const isWhole = wants.every(({ plain }) => words.includes(` ${plain} `));
    const isTogether = wants.length > 1 && words.includes(` ${asked}`);
    return 1 + (isTitle ? 4 : 0) + (isTogether ? 2 : 0) + (isWhole ? 1 : 0);
  }

  function* hits(text, name, reports, wants) {
    const seen = new Set();
    for (const [report, label, state, files] of reports) {
      for (const place of text.reports[report] || []) {
        const [part, sentence] = text.lines[place];
        const [anchor, heading] = text.parts[part];
        if (seen.has(sentence + heading)) continue;
        const own = found(sentence, wants);
        if (!own.some((one) => one.length)) continue;
        const above = found(`${name} ${label} ${heading}`, wants);
        if (!wants.every((_, n) => own[n].length || above[n].length)) continue;
        seen.add(sentence + heading);
        const rank = rankOf(sentence, sentence === heading || !(heading || /[.;:]$/.test(sentence)), own, wants);
        yield { rank, sentence, marks: own.flat(), anchor, heading, name, report, label, state, files };
      }
    }
  }

  // ---------------------------------------------------------------- what is shown

  function shown(hit) {
    const item = document.createElement("li");
    const file = hit.files[0] || "facts.json";
    const link = document.createElement("a");
    const path = hit.report.split("/").map(encodeURIComponent).join("/");
    link.href = `${path}/${file}${file === "report.html" && hit.anchor ? `#${hit.anchor}` : ""}`;
    let end = 0;
    for (const [from, to] of hit.marks.sort((a, b) => a[0] - b[0])) {
      if (from < end) continue;
      const mark = document.createElement("mark");
      mark.textContent = hit.sentence.slice(from, to);
      link.append(hit.sentence.slice(end, from), mark);
      end = to;
    }
    link.append(hit.sentence.slice(end));
    const where = document.createElement("p");
    const heading = hit.heading && hit.heading !== hit.sentence ? `; mục ${hit.heading}` : "";
    where.textContent = `${hit.name}: ${hit.label}, ${hit.state.toLowerCase()}${heading}`;
    item.append(link, where);
    return item;
  }

  let turn = 0;
  let going = null;

  // Some more of what is found; the first of them gets the reader's place when he asked for them.
  async function next(mine, isAsked, most = AT_ONCE) {
    more.hidden = true;
    const before = list.children.length;
    let isDone = false;
    try {
      while (list.children.length < before + most) {
        const { value, done } = await going.next();
        if (mine !== turn) return;
        if (done) {
          isDone = true;
          break;
        }
        list.append(shown(value));
      }
    } catch {
      if (mine === turn) {
        told.textContent = "Không đọc được một phần danh mục nên kết quả có thể thiếu; chạy lại lệnh baocao shelf.";
      }
      return;
    }
    const count = list.children.length;
    if (!count) told.textContent = "Không có câu nào như vậy.";
    else told.textContent = isDone ? `${count} kết quả.` : `${count} kết quả mới nhất.`;
    more.hidden = isDone;
    if (isAsked) list.children[before]?.querySelector("a").focus();
    keep();
  }

  // The search stands in the address: a reader who comes back from a report, or is sent the address,
  // has it again, with as many results.
  function keep() {
    const words = box.value.trim();
    const many = list.children.length > AT_ONCE ? `&n=${list.children.length}` : "";
    const hash = words ? `#q=${encodeURIComponent(words)}${many}` : "";
    if (hash !== location.hash && (hash || location.hash.startsWith("#q="))) {
      history.replaceState(history.state, "", hash || location.pathname + location.search);
    }
  }

  // A page that was left has no results when it is shown again, and the browser nowhere to scroll to.
  function keepPlace() {
    history.replaceState({ top: scrollY }, "");
    // Else it scrolls as far as there is something, before the results are there.
    history.scrollRestoration = "manual";
  }

  async function fromAddress() {
    const asked = new URLSearchParams(location.hash.startsWith("#q=") ? location.hash.slice(1) : "");
    if (asked.has("q")) box.value = asked.get("q");
    const many = Number(asked.get("n")) || AT_ONCE;
    const top = history.state?.top;
    if (!box.value) return;
    await begin(Math.min(Math.max(many, AT_ONCE), MOST));
    if (top && !scrollY) scrollTo(0, top);
  }

  function begin(most = AT_ONCE) {
    turn += 1;
    const wants = wanted(box.value);
    const isSearch = wants.some(({ plain }) => plain.length > 1);
    place.hidden = !isSearch;
    shelf.hidden = isSearch;
    list.replaceChildren();
    told.textContent = "";
    if (!isSearch) {
      keep();
      return null;
    }
    going = search(wants);
    return next(turn, false, most);
  }

  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(begin, 150, AT_ONCE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    begin();
  });
  more.addEventListener("click", () => next(turn, true));
  list.addEventListener("click", keepPlace);
  form.hidden = false;
  // Of a page that the browser has kept whole, the results are there.
  window.addEventListener("pageshow", (event) => event.persisted || fromAddress());
  window.addEventListener("hashchange", () => location.hash.startsWith("#q=") && fromAddress());
})();
