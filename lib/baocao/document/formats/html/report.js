// What the page does besides being read: a number opens its source in place, the contents
// mark where the reader is.  Without scripts every link still leads to the same entry below.
(() => {
  const box = document.getElementById("so-lieu-mo");
  const content = box.querySelector(".content");
  const close = box.querySelector(".close button:not(.address)");
  const copying = box.querySelector(".close .address");
  const told = box.querySelector("[role=status]");
  const address = new URL(location.href);

  // The rows that an entry was counted from, out of the register's table at the end of the page.
  function counted(source) {
    const wanted = new Set();
    for (const range of source.dataset.rows.split(" ")) {
      const [first, last = first] = range.split("-").map(Number);
      for (let row = first; row <= last; row += 1) wanted.add(row);
    }
    const scroll = document.querySelector(source.hash).cloneNode(true);
    // By their places in the register: the reader may have sorted them.
    officialRows(scroll.querySelector("tbody")).forEach((row, place) => {
      if (!wanted.has(place)) row.remove();
    });
    scroll.removeAttribute("aria-labelledby");
    scroll.setAttribute("aria-label", "Các dòng được tính");
    return scroll;
  }

  function open(entry) {
    content.replaceChildren(...[...entry.children].map((child) => child.cloneNode(true)));
    content.querySelectorAll(".back").forEach((link) => link.remove());
    content.querySelectorAll("a[data-rows]").forEach((link) => {
      link.replaceWith(counted(link));
    });
    content.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    content.querySelector(".fact").id = "so-lieu-mo-ten";
    content.querySelectorAll(".scroll").forEach(tables.equip);
    address.hash = entry.id;
    copying.hidden = false;
    show();
  }
  function show() {
    told.textContent = "";
    if (!box.open) box.showModal();
    close.focus();
    box.scrollTop = 0;
  }
  // Another report or an excerpt may lack the number: the top of the page would be no answer.
  function refuse(hash) {
    const words = document.createElement("p");
    words.className = "fact";
    words.id = "so-lieu-mo-ten";
    words.textContent = `Trang này không có số liệu nào mang địa chỉ "${hash}".`;
    content.replaceChildren(words);
    copying.hidden = true;
    show();
  }
  // Where an address or a link leads; a mail may have written its letters otherwise ("%40").
  function targetOf({ hash }) {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null;
    }
  }
  // The entry that it leads to; null where it leads to something else.
  function entryOf(link) {
    const target = targetOf(link);
    return target?.matches(".sources li") ? target : null;
  }

  let followed = -Infinity;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    followed = event.timeStamp;
    const entry = link.matches(".so-lieu, dialog a") ? entryOf(link) : null;
    if (!entry) {
      // Older browsers do not unfold what a link leads to.
      let folded = targetOf(link)?.closest("details");
      for (; folded; folded = folded.parentElement.closest("details")) folded.open = true;
      return;
    }
    event.preventDefault();
    open(entry);
  });
  box.addEventListener("click", (event) => {
    // A click beside the box, or on its button.
    if (event.target === box || event.target === close) box.close();
    else if (event.target.closest(".address")) {
      told.textContent = address.href;
      const done = copyOut({ "text/plain": address.href }, told);
      if (done) told.textContent = `Đã chép: ${address.hash}`;
    }
  });

  // The page opened at a number's address: the number in sight, its source opened before it.
  function arrive() {
    const entry = entryOf(location);
    if (!entry) {
      // As numbers' addresses are written: "ocop.recognised@2022-Q3".
      if (/^#\w+\.\w/.test(location.hash) && !targetOf(location)) refuse(location.hash);
      return;
    }
    const number = entry.querySelector(".back");
    if (number) document.querySelector(number.hash).scrollIntoView({ block: "center" });
    open(entry);
  }
  if (location.hash) addEventListener("load", () => requestAnimationFrame(arrive));
  addEventListener("hashchange", (event) => {
    // Not by a link of the page: one in the list leads to an entry in the list.
    if (event.timeStamp - followed > 1000) arrive();
  });

  const places = [...document.querySelectorAll("nav a")].map((link) => ({
    link,
    heading: document.getElementById(link.hash.slice(1)),
  }));
  function mark() {
    const passed = places.filter(({ heading }) => heading.getBoundingClientRect().top < 120);
    const current = passed.at(-1);
    for (const place of places) {
      if (place === current) place.link.setAttribute("aria-current", "true");
      else place.link.removeAttribute("aria-current");
    }
  }
  if (places.length) {
    let waiting = false;
    document.addEventListener(
      "scroll",
      () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          mark();
        });
      },
      { passive: true },
    );
    mark();
  }
})();
