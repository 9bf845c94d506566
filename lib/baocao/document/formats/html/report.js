// What the page does besides being read: a number opens its source in place, the contents
// mark where the reader is.  Without scripts every link still leads to the same entry below.
"use strict";
(() => {
  const box = document.getElementById("so-lieu-mo");
  const content = box.querySelector(".content");

  // The rows that an entry was counted from, out of the register's table at the end of the page.
  function counted(source) {
    const wanted = new Set();
    for (const range of source.dataset.rows.split(" ")) {
      const [first, last = first] = range.split("-").map(Number);
      for (let row = first; row <= last; row += 1) wanted.add(row);
    }
    const scroll = document.querySelector(source.hash + " .scroll").cloneNode(true);
    scroll.querySelectorAll("tbody tr").forEach((row, place) => {
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
    if (!box.open) box.showModal();
    box.scrollTop = 0;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.so-lieu, #so-lieu-mo a[href^='#f-']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(document.getElementById(link.hash.slice(1)));
  });
  box.addEventListener("click", (event) => {
    // A click beside the box, or on its button.
    if (event.target === box || event.target.closest("button")) box.close();
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
