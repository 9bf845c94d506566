// A number in prose opens what it rests on, which stands folded under its paragraph.
//
// The output holds both, as links and <details> that JupyterLab lets through in notebooks that are
// not trusted too; only the click is done here. Nothing is asked of a kernel or a server.

const NUMBER = 'a.baocao-number';
const STYLE = `
.jp-RenderedHTMLCommon ${NUMBER} {
  color: inherit;
}
.jp-RenderedHTMLCommon ${NUMBER}:focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 1px;
}
/* A number opens it. */
.jp-RenderedHTMLCommon details.baocao-sources:not([open]),
.jp-RenderedHTMLCommon details.baocao-sources > summary,
.jp-RenderedHTMLCommon details.baocao-source:not([open]) {
  display: none;
}
.jp-RenderedHTMLCommon details.baocao-source {
  margin: 0 0 1em;
  padding: 0.5em 1em;
  border-left: 3px solid var(--jp-brand-color1);
  background: var(--jp-layout-color2);
}
.jp-RenderedHTMLCommon details.baocao-source > summary {
  font-weight: bold;
  cursor: pointer;
}
.jp-RenderedHTMLCommon details.baocao-source > div {
  max-height: 22em;
  overflow: auto;
}
.jp-RenderedHTMLCommon details.baocao-source :is(th, td) {
  text-align: left;
}
`;

export function activate() {
  const style = document.createElement('style');
  style.textContent = STYLE;
  document.head.append(style);
  // Before JupyterLab's own shortcuts, for which Enter begins to edit the cell.
  window.addEventListener('click', onClick, true);
  window.addEventListener('keydown', onKey, true);
}

function onClick(event) {
  const number = event.target.closest?.(NUMBER);
  if (number) {
    taken(event);
    toggle(number);
    return;
  }
  const summary = event.target.closest?.('details.baocao-source > summary');
  if (summary) {
    taken(event);
    close(summary.closest('details.baocao-sources'));
  }
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
    return;
  }
  const number = event.target.closest?.(NUMBER);
  if (number && event.key === 'Enter') {
    taken(event);
    toggle(number);
  } else if (event.key === 'Escape') {
    const opened = number
      ? group(number)
      : event.target.closest?.('details.baocao-sources');
    if (opened?.open) {
      taken(event);
      const back = shownNumber(opened);
      close(opened);
      (number ?? back)?.focus();
    }
  }
}

function taken(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function toggle(number) {
  const source = sourceOf(number);
  if (source === null) {
    return;
  }
  const wasOpen = source.open && group(number).open;
  const output = number.closest('.jp-RenderedHTMLCommon');
  output.querySelectorAll('details.baocao-sources').forEach(close);
  if (!wasOpen) {
    source.open = true;
    group(number).open = true;
    for (const one of numbersOf(source)) {
      one.setAttribute('aria-expanded', one === number);
    }
    source.scrollIntoView({ block: 'nearest' });
  }
}

function close(sources) {
  sources.open = false;
  for (const source of sources.querySelectorAll('details.baocao-source')) {
    source.open = false;
    for (const one of numbersOf(source)) {
      one.setAttribute('aria-expanded', false);
    }
  }
}

// JupyterLab renames ids in notebooks that are not trusted.
function sourceOf(number) {
  const name = CSS.escape(number.getAttribute('href').slice(1));
  const place = number
    .closest('.jp-RenderedHTMLCommon')
    ?.querySelector(`[id="${name}"], [data-jupyter-id="${name}"]`);
  return place?.closest('details.baocao-source') ?? null;
}

function group(number) {
  return sourceOf(number)?.closest('details.baocao-sources') ?? null;
}

function numbersOf(source) {
  const place = source.querySelector('[id], [data-jupyter-id]');
  const name = CSS.escape(place.id || place.dataset.jupyterId);
  return source.closest('.jp-RenderedHTMLCommon').querySelectorAll(`a[href="#${name}"]`);
}

function shownNumber(sources) {
  const source = sources.querySelector('details.baocao-source[open]');
  const numbers = source ? [...numbersOf(source)] : [];
  return numbers.find((one) => one.getAttribute('aria-expanded') === 'true') ?? numbers[0];
}
