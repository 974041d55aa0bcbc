// Makes the chat live: what is sent without leaving the page, what is new by Server-Sent Events,
// copying, and pictures by paste and drop. Without it, each form is sent as any other.
'use strict';
(() => {
  const root = document.documentElement, body = document.body;
  root.classList.add('scripted');
  const status = document.getElementById('status');
  const say = (text, bad) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle('status-bad', !!bad);
  };

  // What is copied: codes, commands, the link.
  const reveal = within => { if (navigator.clipboard) for (const b of within.querySelectorAll('[data-copy]')) b.hidden = false; };
  reveal(document);
  document.addEventListener('click', async event => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    button.classList.add('copied');
    say(body.dataset.copied || status.dataset.copied);
    setTimeout(() => { button.classList.remove('copied'); say(''); }, 2000);
  });

  const log = document.getElementById('log');
  if (!log) return;
  const base = body.dataset.base, main = document.querySelector('main'), form = document.getElementById('send');
  const text = document.getElementById('text'), files = document.getElementById('files'), typing = document.getElementById('typing');
  let title = document.title, after = body.dataset.after, live = body.dataset.live === 'true', source, unseen = 0, hiddenFor, picked = [];

  for (const menu of document.querySelectorAll('.menu')) {
    const close = () => { menu.open = false; };
    document.addEventListener('keydown', e => { if (e.key === 'Escape' && menu.open) { close(); menu.querySelector('summary').focus(); } });
    document.addEventListener('click', e => { if (!menu.contains(e.target)) close(); });
  }

  // The page follows what comes, unless the person has scrolled up to read.
  const atEnd = () => main.scrollHeight - main.scrollTop - main.clientHeight < 120;
  const toEnd = () => { main.scrollTop = main.scrollHeight; };
  toEnd();
  // Also where what stands around it takes more room, or a picture has come.
  let following = true;
  main.addEventListener('scroll', () => { following = atEnd(); });
  const sizes = new ResizeObserver(() => { if (following) toEnd(); });
  for (const sized of [main, log]) sizes.observe(sized);

  const parse = html => new DOMParser().parseFromString(html, 'text/html').body.firstElementChild;

  const settle = line => {
    const id = line.dataset.line;
    if (line.querySelector('.choices')) for (const f of log.querySelectorAll('.choices')) if (+f.closest(".line").dataset.line < +id) f.remove();
    if (line.dataset.picked) log.querySelector(`#l${line.dataset.picked} .choices`)?.remove();
    if (line.dataset.key) log.querySelector(`.pending[data-key="${CSS.escape(line.dataset.key)}"]`)?.remove();
  };

  const add = html => {
    const line = parse(html);
    if (!line) return;
    const follow = atEnd(), old = document.getElementById(line.id);
    reveal(line);
    if (old) {
      if (!old.querySelector('.choices')) line.querySelector('.choices')?.remove();
      old.replaceWith(line);
    } else {
      const next = [...log.children].find(l => l.classList.contains('pending') || +l.dataset.line > +line.dataset.line);
      log.insertBefore(line, next || null);
    }
    document.getElementById('welcome')?.remove();
    typing.hidden = true;
    settle(line);
    if (follow) {
      // A long answer is read from its beginning.
      if (!line.classList.contains('own') && line.offsetHeight > main.clientHeight - 80) { following = false; line.scrollIntoView({ block: 'start' }); }
      else toEnd();
    }
    if (document.hidden && !line.classList.contains('own') && !old) document.title = `(${++unseen}) ${title}`;
  };

  // Whoever is told of answers elsewhere too is not told of what they have looked at.
  const looked = () => {
    if (body.dataset.reach === 'true' && !document.hidden) fetch(`${base}/seen`, { method: 'POST', body: new URLSearchParams({ after }) }).catch(() => {}); // they are told once too often
  };

  // Another language is spoken than that of the page: its texts are taken from a page in that one.
  const relabel = async () => {
    let page;
    try { page = new DOMParser().parseFromString(await (await fetch(`${base}/`)).text(), 'text/html'); } catch { return; } // the next event tries again
    if (!page.getElementById('log')) return;
    for (const s of ['.skip-link', 'h1', '.menu > summary', '.menu > .panel', '#log-title', '#typing', '.attach > label', '.write > label', '.send']) {
      const old = document.querySelector(s), now = page.querySelector(s);
      if (old && now && old.innerHTML !== now.innerHTML) old.replaceChildren(...now.childNodes);
      if (old?.title && now) old.title = now.title;
    }
    for (const line of page.querySelectorAll('#log > .line')) {
      const old = document.getElementById(line.id);
      if (!old || old.contains(document.activeElement)) continue;
      reveal(line);
      if (!old.querySelector('.choices')) line.querySelector('.choices')?.remove();
      old.replaceWith(line);
    }
    for (const name of ['copied', 'sending', 'offline', 'failed']) body.dataset[name] = page.body.dataset[name];
    list.dataset.remove = page.getElementById('attached').dataset.remove;
    text.placeholder = page.getElementById('text').placeholder;
    root.lang = page.documentElement.lang;
    title = page.title;
    document.title = unseen ? `(${unseen}) ${title}` : title;
    if (live) document.querySelector('.kept').hidden = false;
  };

  let typingEnds;
  const connect = () => {
    if (!live || source) return;
    source = new EventSource(`${base}/events?after=${encodeURIComponent(after)}&language=${root.lang}`);
    source.addEventListener('open', () => { if (status.textContent === body.dataset.offline) say(''); });
    source.addEventListener('line', e => { after = e.lastEventId; add(e.data); looked(); });
    source.addEventListener('language', relabel);
    source.addEventListener('case', e => { document.getElementById('case').replaceChildren(...[parse(e.data)].filter(Boolean)); });
    source.addEventListener('typing', () => {
      const follow = atEnd();
      typing.hidden = false;
      if (follow) toEnd();
      clearTimeout(typingEnds);
      typingEnds = setTimeout(() => { typing.hidden = true; }, 8000);
    });
    source.addEventListener('gone', () => location.reload());
    source.addEventListener('error', () => {
      say(body.dataset.offline);
      if (source && source.readyState === EventSource.CLOSED) { disconnect(); setTimeout(connect, 5000); }
    });
  };
  const disconnect = () => { source?.close(); source = undefined; };
  connect();
  // A browser has few connections for one site: a tab that nobody looks at gives its own back.
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiddenFor);
    if (document.hidden) { hiddenFor = setTimeout(disconnect, 600000); return; }
    unseen = 0;
    document.title = title;
    looked();
    connect();
  });
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', connect);

  // What is sent.
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
  const pending = (words, key) => {
    const line = document.createElement('li'), bubble = document.createElement('div'), p = document.createElement('p'), meta = document.createElement('p');
    line.className = 'line own pending';
    line.dataset.key = key;
    bubble.className = 'bubble';
    p.className = 'text';
    p.textContent = words;
    meta.className = 'meta';
    meta.textContent = body.dataset.sending;
    bubble.append(p, meta);
    line.append(bubble);
    log.append(line);
    document.getElementById('welcome')?.setAttribute('hidden', '');
    toEnd();
    return line;
  };
  const submit = async (target, data, words) => {
    const key = data.get('key'), line = pending(words, key);
    say('');
    let answer;
    try {
      answer = await fetch(target.action, { method: 'POST', body: data.has('files') ? data : new URLSearchParams(data), headers: { Accept: 'application/json' } });
    } catch { answer = undefined; }
    if (answer?.ok) {
      live = true;
      document.querySelector('.kept').hidden = false;
      connect();
      return true;
    }
    line.remove();
    if (!log.children.length) document.getElementById('welcome')?.removeAttribute('hidden');
    say(answer ? await answer.text() : body.dataset.failed, true);
    return false;
  };
  document.addEventListener('submit', async event => {
    const target = event.target;
    if (!target.matches('[data-send]')) return;
    event.preventDefault();
    if (target !== form) {
      const button = event.submitter, data = new FormData(target, button);
      for (const b of target.querySelectorAll('button')) b.disabled = true;
      text.focus({ preventScroll: true });
      if (!await submit(target, data, button.textContent)) for (const b of target.querySelectorAll('button')) b.disabled = false;
      return;
    }
    const words = text.value.trim(), chosen = picked;
    if (!words && !chosen.length) { text.focus(); return; }
    const data = new FormData();
    data.append('key', form.elements.key.value);
    data.append('text', words);
    for (const f of chosen) data.append('files', f);
    text.value = '';
    choose([]);
    grow();
    text.focus({ preventScroll: true });
    if (await submit(form, data, [words, ...chosen.map(f => f.name)].filter(Boolean).join('\n'))) form.elements.key.value = newKey();
    else if (!text.value) { text.value = words; choose(chosen); grow(); }
  });

  // Writing: Enter sends, with Shift it is a new line; not while an input method composes.
  const grow = () => {
    if (CSS.supports('field-sizing', 'content')) return;
    text.rows = Math.min(8, text.value.split('\n').length);
  };
  let told = 0;
  text.addEventListener('keydown', e => {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing || matchMedia('(pointer: coarse)').matches) return;
    e.preventDefault();
    form.requestSubmit();
  });
  text.addEventListener('input', () => {
    grow();
    if (!live || !text.value || Date.now() - told < 4000) return;
    told = Date.now();
    fetch(`${base}/typing`, { method: 'POST' }).catch(() => {}); // only a courtesy
  });

  // Pictures, also by paste and drop.
  const list = document.getElementById('attached');
  const choose = next => {
    picked = next.slice(0, 4);
    list.hidden = !picked.length;
    list.replaceChildren(...picked.map(f => {
      const row = document.createElement('li'), remove = document.createElement('button');
      remove.type = 'button';
      remove.textContent = '×';
      remove.setAttribute('aria-label', `${list.dataset.remove} ${f.name}`);
      remove.addEventListener('click', () => { choose(picked.filter(p => p !== f)); text.focus(); });
      row.append(f.name, remove);
      return row;
    }));
  };
  files.addEventListener('change', () => { choose([...picked, ...files.files]); files.value = ''; text.focus(); });
  text.addEventListener('paste', e => { if (e.clipboardData.files.length) { e.preventDefault(); choose([...picked, ...e.clipboardData.files]); } });
  addEventListener('dragover', e => { if (e.dataTransfer.types.includes('Files')) e.preventDefault(); });
  addEventListener('drop', e => { if (e.dataTransfer.files.length) { e.preventDefault(); choose([...picked, ...e.dataTransfer.files]); } });
})();
