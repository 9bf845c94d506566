// The page: files go to the server of this machine one after another, results come back as parts
// of the page. Where a screen reader is, is never changed but by what its user has just done.
'use strict';

const POLL = 700;
const LOST = {
  findings: [
    {
      code: '',
      what: 'Không nối được với chương trình đối chiếu.',
      where: '',
      found: '',
      remedy: 'xem lệnh baocao desk còn chạy không, rồi tải lại trang',
    },
  ],
};

const byId = (id) => document.getElementById(id);
const most = Number(document.body.dataset.mostBytes);

// The token has done its work: it need not stand in the history.
if (location.search) {
  history.replaceState(null, '', location.pathname);
}

async function ask(method, address, body) {
  try {
    const answer = await fetch(address, { method, body });
    if (answer.status === 204) {
      return { ok: true };
    }
    return { ok: answer.ok, ...(await answer.json()) };
  } catch {
    return { ok: false, ...LOST };
  }
}

function made(tag, text, attributes) {
  const element = document.createElement(tag);
  if (text !== undefined) {
    element.textContent = text;
  }
  for (const [name, value] of Object.entries(attributes ?? {})) {
    element.setAttribute(name, value);
  }
  return element;
}

function say(text) {
  byId('said').textContent = text;
}

function faults(findings) {
  const list = made('div', undefined, { class: 'fault' });
  for (const one of findings.length ? findings : LOST.findings) {
    const code = one.code && `[${one.code}] `;
    list.append(made('p', `${code}${one.what}`, { class: 'what' }));
    const told = made('dl');
    for (const [name, text] of [
      ['Ở đâu', one.where],
      ['Đang có', one.found],
      ['Cách sửa', one.remedy],
    ]) {
      if (text) {
        told.append(made('dt', name), made('dd', text));
      }
    }
    list.append(told);
  }
  return list;
}

// What the server made of its own templates, in which all that a document says is escaped.
async function part(address) {
  const answer = await fetch(address);
  const holder = made('div');
  if (answer.ok) {
    holder.innerHTML = await answer.text();
  } else {
    holder.append(faults((await answer.json()).findings));
  }
  return holder;
}

// ---------------------------------------------------------------- documents

let count = 0;

function begin(name) {
  count += 1;
  byId('none').hidden = true;
  const card = made('article', undefined, { 'aria-labelledby': `check-${count}` });
  const heading = made('h3', name, { id: `check-${count}`, tabindex: '-1' });
  const body = made('div');
  const buttons = made('div');
  card.append(heading, body, buttons);
  byId('checks').prepend(card);
  return { card, heading, body, buttons, name };
}

function button(label, act, name) {
  const it = made('button', label, { type: 'button' });
  if (name) {
    it.setAttribute('aria-label', `${label}: ${name}`);
  }
  it.addEventListener('click', act);
  return it;
}

function ended(check, words) {
  if (check.isShownAgain) {
    check.isShownAgain = false;
    return;
  }
  say(`${check.name}: ${words}`);
  // Only who has not gone elsewhere meanwhile is taken to the result.
  const at = document.activeElement;
  const waits = at === document.body || at.closest('#drop, #send button') || check.card.contains(at);
  if (waits) {
    check.heading.focus();
  }
}

async function send(file, period) {
  const check = begin(file.name);
  if (file.size > most) {
    const found = `${(file.size / 1e6).toFixed(1).replace('.', ',')} MB; nhận nhiều nhất ${most / 1e6} MB`;
    const remedy = 'kiểm tra có đúng là tệp báo cáo không; nếu đúng, tách tệp';
    const fault = { code: 'DESK-02', what: 'Tệp quá lớn để nhận.', where: file.name, found, remedy };
    check.body.replaceChildren(faults([fault]));
    ended(check, fault.what);
    return;
  }
  check.body.replaceChildren(made('p', 'Đang nhận tệp …'));
  say(`${file.name}: đang nhận tệp`);
  const query = new URLSearchParams({ name: file.name, period });
  const told = await ask('POST', `documents?${query}`, file);
  if (!told.ok) {
    failed(check, told.findings);
    return;
  }
  check.key = told.key;
  await follow(check);
}

function failed(check, findings) {
  check.body.replaceChildren(faults(findings));
  check.buttons.replaceChildren(button('Bỏ khỏi trang', () => drop(check), check.name));
  ended(check, findings[0]?.what ?? LOST.findings[0].what);
}

async function drop(check) {
  check.stopped = true;
  if (check.key) {
    await ask('DELETE', `documents/${check.key}`);
  }
  check.card.remove();
  byId('none').hidden = byId('checks').children.length > 0;
  say(`${check.name}: đã xóa mọi tệp`);
  byId('file').focus();
}

async function follow(check) {
  const bar = made('progress', undefined, { 'aria-label': `Đang đối chiếu ${check.name}` });
  const step = made('p');
  check.body.replaceChildren(step, bar);
  check.buttons.replaceChildren(button('Dừng', () => drop(check), check.name));
  let last = '';
  for (;;) {
    const told = await ask('GET', `documents/${check.key}`);
    if (check.stopped) {
      return;
    }
    if (!told.ok) {
      failed(check, told.findings);
      return;
    }
    if (told.state !== 'waiting' && told.state !== 'working') {
      await show(check, told);
      return;
    }
    const words =
      told.state === 'waiting'
        ? `Chờ ${told.before} văn bản trước.`
        : told.step
          ? `Đang đối chiếu: ${told.step}.`
          : 'Đang đọc văn bản.';
    step.textContent = words;
    // Each kind of step is said once: a report has dozens of sections.
    const kind = told.step.startsWith('đã dựng') ? last : words;
    if (kind !== last) {
      say(`${check.name}: ${words}`);
      last = kind;
    }
    await new Promise((done) => setTimeout(done, POLL));
  }
}

async function show(check, told) {
  if (told.state === 'asking') {
    question(check, told.told);
  } else if (told.state === 'failed') {
    failed(check, told.findings);
  } else {
    const results = await part(`documents/${check.key}/results.html`);
    const files = made('ul', undefined, { class: 'files' });
    for (const [name, label] of told.told.files) {
      const link = made('a', label, { href: `documents/${check.key}/${name}`, download: '' });
      const item = made('li');
      item.append(link);
      files.append(item);
    }
    check.body.replaceChildren(files, results);
    check.buttons.replaceChildren(button('Xóa kết quả', () => drop(check), check.name));
    ended(check, results.querySelector('.conclusion')?.textContent ?? 'đã đối chiếu');
  }
}

function question(check, told) {
  const isOther = told.ask === 'other';
  const only = told.choices.length === 1 ? told.choices[0][1] : '';
  let words = 'Chưa rõ văn bản báo cáo về kỳ nào.';
  if (isOther) {
    words = 'Văn bản có lẽ báo cáo về kỳ khác với kỳ đã nêu.';
  } else if (only) {
    words = `Có phải văn bản báo cáo về ${only}?`;
  }
  const answer = async (period, anyway) => {
    const query = new URLSearchParams({ period, anyway: anyway ? '1' : '' });
    const next = await ask('POST', `documents/${check.key}?${query}`);
    if (next.ok) {
      await follow(check);
    } else {
      failed(check, next.findings);
    }
  };
  const form = made('form');
  for (const [at, [code, name]] of told.choices.entries()) {
    const label = isOther && at === 1 ? `Vẫn đối chiếu với ${name}` : `Đối chiếu với ${name}`;
    form.append(button(label, () => answer(code, isOther && at === 1)));
  }
  if (!isOther) {
    const id = `${check.heading.id}-period`;
    const input = made('input', undefined, { type: 'text', id, list: 'periods', required: '' });
    form.append(made('label', told.choices.length ? 'Kỳ khác' : 'Kỳ báo cáo', { for: id }), input);
    form.append(made('button', 'Đối chiếu', { type: 'submit' }));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      answer(input.value, false);
    });
  }
  const reason = made('p', `${told.reason[0].toUpperCase()}${told.reason.slice(1)}.`);
  check.body.replaceChildren(made('p', words, { class: 'conclusion' }), reason, form);
  check.buttons.replaceChildren(button('Bỏ khỏi trang', () => drop(check), check.name));
  ended(check, words);
}

function sendAll(files) {
  for (const file of files) {
    send(file, byId('period').value.trim());
  }
}

byId('send').addEventListener('submit', (event) => {
  event.preventDefault();
  const { files } = byId('file');
  if (files.length === 0) {
    say('Chưa chọn tệp nào.');
    byId('file').focus();
    return;
  }
  sendAll(files);
  byId('file').value = '';
});

// A file that falls beside the frame would replace the page.
for (const name of ['dragover', 'drop']) {
  window.addEventListener(name, (event) => event.preventDefault());
}
byId('drop').addEventListener('dragover', () => byId('drop').classList.add('over'));
byId('drop').addEventListener('dragleave', () => byId('drop').classList.remove('over'));
byId('drop').addEventListener('drop', (event) => {
  byId('drop').classList.remove('over');
  sendAll(event.dataTransfer.files);
});

// A page that was loaded anew shows what is here already; nobody is taken to it.
async function showAgain() {
  const told = await ask('GET', 'documents');
  const found = (told.documents ?? []).map((one) => {
    const check = begin(one.name);
    check.key = one.key;
    check.isShownAgain = one.state !== 'waiting' && one.state !== 'working';
    return check;
  });
  await Promise.all(found.map(follow));
}

showAgain();

// ---------------------------------------------------------------- where a number comes from

const EXPLAINED = 'explained';
let turn = 0;

// Waiting is told as long as it lasts: a large register is read at the first number of it.
function waiting(place) {
  const words = made('p', 'Đang tra sổ …');
  const bar = made('progress', undefined, { 'aria-label': 'Đang tra sổ' });
  place.replaceChildren(words, bar);
  const begun = Date.now();
  return setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    const why = seconds > 2 ? '; lần đầu phải đọc sổ nên lâu hơn' : '';
    words.textContent = `Đang tra sổ … ${seconds} giây${why}.`;
  }, 1000);
}

async function explain(fact, period, isAsked = true) {
  turn += 1;
  const mine = turn;
  const place = byId('explained');
  const timer = waiting(place);
  if (isAsked) {
    place.focus();
  }
  const query = new URLSearchParams({ fact, period });
  const told = await ask('POST', `explanations?${query}`);
  clearInterval(timer);
  if (mine !== turn) {
    return;
  }
  if (told.ok) {
    const holder = made('div');
    holder.innerHTML = told.page;
    place.replaceChildren(holder);
    // What was asked for, and nothing of the answer, until the tab is closed.
    sessionStorage.setItem(EXPLAINED, JSON.stringify([fact, period]));
  } else {
    place.replaceChildren(faults(told.findings));
  }
  if (isAsked) {
    place.focus();
  }
}

byId('explain').addEventListener('submit', (event) => {
  event.preventDefault();
  explain(byId('fact').value, byId('fact-period').value);
});

document.addEventListener('click', (event) => {
  const it = event.target.closest('button.explain');
  if (it) {
    byId('fact').value = it.dataset.fact;
    byId('fact-period').value = it.dataset.period;
    explain(it.dataset.fact, it.dataset.period);
  }
});

const explained = sessionStorage.getItem(EXPLAINED);
if (explained) {
  const [fact, period] = JSON.parse(explained);
  byId('fact').value = fact;
  byId('fact-period').value = period;
  explain(fact, period, false);
}
