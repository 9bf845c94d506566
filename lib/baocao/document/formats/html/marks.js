// The marks of a chart answer: by pointer, by a tap, and by arrow keys from one tab stop.
(() => {
  // Points are small: whatever is nearer than this answers.
  const NEAR = 24;
  // The figure that is written at a mark stays in sight.
  const ABOVE = 20;

  function answering(list) {
    const picture = list.parentElement;
    const options = [...list.children];
    const marks = options.map((option) => document.getElementById(option.dataset.mark));
    const answer = document.createElement("div");
    let current = -1;
    let pointer = "";
    answer.className = "answer";
    answer.hidden = true;
    list.after(answer);
    list.hidden = false;
    list.tabIndex = 0;
    options.forEach((option, place) => {
      option.id = `${option.dataset.mark}-chon`;
      option.setAttribute("aria-selected", "false");
      option.dataset.place = place;
    });

    // Each option lies over its mark, in parts of the picture: so it stays there at any width.
    function lay() {
      const whole = picture.getBoundingClientRect();
      marks.forEach((mark, place) => {
        const box = mark.getBoundingClientRect();
        const look = options[place].style;
        look.left = `${(100 * (box.left - whole.left)) / whole.width}%`;
        look.top = `${(100 * (box.top - whole.top)) / whole.height}%`;
        look.width = `${(100 * box.width) / whole.width}%`;
        look.height = `${(100 * box.height) / whole.height}%`;
      });
    }

    function show(place) {
      if (place === current && !answer.hidden) return;
      forget();
      lay();
      current = place;
      const option = options[place];
      option.classList.add("shown");
      option.setAttribute("aria-selected", "true");
      list.setAttribute("aria-activedescendant", option.id);
      const link = document.createElement("a");
      link.className = "so-lieu";
      link.href = `#${option.dataset.source}`;
      link.tabIndex = -1;
      link.textContent = "Nguồn số liệu";
      answer.replaceChildren(option.getAttribute("aria-label"), link);
      answer.hidden = false;
      const whole = picture.getBoundingClientRect();
      const box = marks[place].getBoundingClientRect();
      const middle = box.left + box.width / 2 - whole.left - answer.offsetWidth / 2;
      const left = Math.max(0, Math.min(middle, whole.width - answer.offsetWidth));
      const above = box.top - whole.top - answer.offsetHeight - ABOVE;
      answer.style.left = `${left}px`;
      answer.style.top = `${box.top < answer.offsetHeight + ABOVE ? box.bottom - whole.top + 6 : above}px`;
    }

    function forget() {
      answer.hidden = true;
      list.removeAttribute("aria-activedescendant");
      for (const option of options) {
        option.classList.remove("shown");
        option.setAttribute("aria-selected", "false");
      }
    }

    // The mark under a place of the screen or next to it; of those that it lies in, the smallest.
    function nearest(x, y) {
      let found = -1;
      let least = [NEAR, Infinity];
      marks.forEach((mark, place) => {
        const box = mark.getBoundingClientRect();
        const across = Math.max(box.left - x, 0, x - box.right);
        const down = Math.max(box.top - y, 0, y - box.bottom);
        const away = [Math.hypot(across, down), box.width * box.height];
        if (away[0] < least[0] || (away[0] === least[0] && away[1] < least[1])) {
          found = place;
          least = away;
        }
      });
      return found;
    }

    function open() {
      answer.querySelector("a").click();
    }

    list.addEventListener("pointerdown", (event) => {
      pointer = event.pointerType;
    });
    list.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse") return;
      const place = nearest(event.clientX, event.clientY);
      if (place >= 0) show(place);
      else forget();
    });
    picture.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") forget();
    });
    list.addEventListener("click", (event) => {
      // What reads the page aloud acts on the option itself.
      const option = event.target.closest("li");
      const place = option ? Number(option.dataset.place) : nearest(event.clientX, event.clientY);
      if (place < 0) {
        forget();
        return;
      }
      show(place);
      if (pointer === "mouse" && !option) open();
    });
    // The answer stays while its link is used.
    answer.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("focus", () => {
      if (list.matches(":focus-visible")) show(Math.max(current, 0));
    });
    list.addEventListener("blur", forget);
    list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const last = options.length - 1;
      const to = {
        ArrowRight: Math.min(current + 1, last),
        ArrowDown: Math.min(current + 1, last),
        ArrowLeft: Math.max(current - 1, 0),
        ArrowUp: Math.max(current - 1, 0),
        Home: 0,
        End: last,
      };
      if (event.key in to) show(to[event.key]);
      else if (event.key === "Enter" || event.key === " ") {
        if (answer.hidden) show(Math.max(current, 0));
        open();
      } else if (event.key === "Escape") {
        list.blur();
      } else return;
      event.preventDefault();
    });
  }

  document.querySelectorAll(".marks").forEach(answering);
})();
