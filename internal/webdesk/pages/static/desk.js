// Makes the desk's pages live. Without it they work all the same, and show what is new when they
// are loaded.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const kept = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* private mode */ } },
  };
  const page = document.body.dataset;
  const caseView = $("[data-case]");

  let noticed = Date.now();
  // Parts of the page that are taken from a newer one.
  function adopt(next) {
    for (const part of $$("[data-live]")) {
      const other = next.getElementById(part.id);
      if (!other || part.innerHTML === other.innerHTML) continue;
      // What came of an action stays until it has been read.
      if (part.id === "notices") {
        if (other.textContent.trim()) noticed = Date.now();
        else if (Date.now() - noticed < 8000) continue;
      }
      // What somebody writes in, or has opened, stays as long as it means the same.
      if (part.dataset.live === "state" && !!$("form", part) === !!$("form", other)) continue;
      const open = $$("details[open]", part).map((d) => d.id).filter(Boolean);
      if (open.length && part.contains(document.activeElement)) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      if (part.id === "lines") { grow(part, other); continue; }
      part.replaceChildren(...other.childNodes);
      for (const id of open) { const d = document.getElementById(id); if (d) d.open = true; }
      if (focused) document.getElementById(focused)?.focus();
    }
    const key = $("input[name=key]", next)?.value;
    if (key) for (const input of $$("input[name=key]")) input.value = key;
    document.title = next.title;
    watchFields();
  }

  // Lines are added, so that a screen reader tells of the new ones alone.
  function grow(list, other) {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
    const have = [...list.children], want = [...other.children];
    let same = 0;
    while (same < have.length && same < want.length && have[same].outerHTML === want[same].outerHTML) same++;
    for (const line of have.slice(same)) line.remove();
    for (const line of want.slice(same)) { line.classList.add("fresh"); list.append(line); }
    if (atEnd) toEnd();
  }
  function toEnd() {
    const list = $("#lines");
    if (list) list.scrollTop = list.scrollHeight;
  }

  // A picture takes its place once it is loaded: whoever was at the end stays there.
  document.addEventListener("load", (e) => {
    const list = $("#lines");
    if (list?.contains(e.target) && list.scrollHeight - list.scrollTop - list.clientHeight < e.target.height + 80) toEnd();
  }, true);

  let loading = null, again = false;
  async function refresh() {
    if (loading) { again = true; return loading; }
    loading = (async () => {
      do {
        again = false;
        try {
          const answer = await fetch(location.href.split("#")[0].replace(/[?&]did=\w+/, ""), { headers: { Accept: "text/html" } });
          if (answer.redirected && new URL(answer.url).pathname === "/desk/sign-in") { location.reload(); return; }
          if (answer.ok) adopt(new DOMParser().parseFromString(await answer.text(), "text/html"));
        } catch { /* the next event tries again */ }
      } while (again);
    })();
    await loading;
    loading = null;
  }

  // The stream of events.
  const live = $(".live");
  function state(on) {
    if (!live) return;
    live.dataset.state = on ? "on" : "off";
    $(".live-text", live).textContent = on ? $(".live-text", live).dataset.connected : $(".live-text", live).dataset.away;
  }
  let stream = null, wait = 1000;
  function listen() {
    stream = new EventSource(caseView ? caseView.dataset.events : page.events);
    stream.onopen = () => { state(true); wait = 1000; };
    stream.onerror = () => {
      state(false);
      if (stream.readyState === EventSource.CLOSED) { setTimeout(listen, wait); wait = Math.min(wait * 2, 30000); }
    };
    stream.addEventListener("changed", (e) => { refresh(); notify(JSON.parse(e.data)); });
    stream.addEventListener("typing", typing);
    stream.addEventListener("ended", () => location.reload());
  }
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (e) => { if (e.persisted) { listen(); refresh(); } });

  let typingEnds = 0;
  function typing() {
    const line = $("#typing");
    if (!line) return;
    line.textContent = line.dataset.text;
    clearTimeout(typingEnds);
    typingEnds = setTimeout(() => { line.textContent = ""; }, 6000);
  }

  // Notices of new cases, which the browser asks for first.
  const asks = $('[data-act="notify"]');
  if (asks && "Notification" in window && Notification.permission === "default") {
    asks.hidden = false;
    asks.addEventListener("click", async () => { if (await Notification.requestPermission() !== "default") asks.hidden = true; });
  }
  // The newest case that was seen in this browser; none before it was told of any.
  let seen = kept.get("desk-seen") === null ? null : Number(kept.get("desk-seen"));
  function notify(newest) {
    const number = newest?.number || 0;
    if (seen !== null && number <= seen) return;
    const first = seen === null;
    seen = number;
    kept.set("desk-seen", String(seen));
    if (first || !("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
    const note = new Notification(page.notify + " #" + newest.number, { body: newest.name, tag: "case-" + newest.number });
    note.onclick = () => { window.focus(); location.href = "/desk/cases/" + newest.number; };
  }

  // What is written stays when the page is left by mistake, in this browser alone.
  function watchFields() {
    for (const field of $$("textarea[data-keep]")) {
      if (field.dataset.watched) continue;
      field.dataset.watched = "yes";
      const key = "desk-draft/" + (caseView?.dataset.case || "") + "/" + field.dataset.keep;
      if (!field.value) field.value = kept.get(key) || "";
      let told = 0;
      field.addEventListener("input", () => {
        kept.set(key, field.value || null);
        if (field.dataset.keep === "reply" && field.value && Date.now() - told > 4000) {
          told = Date.now();
          fetch(caseView.dataset.typing, { method: "POST" }).catch(() => {});
        }
      });
      field.addEventListener("keydown", (e) => {
        if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); field.form.requestSubmit(); }
      });
    }
  }

  // Forms of a case are sent without leaving it.
  document.addEventListener("submit", async (e) => {
    const form = e.target;
    if (!caseView || !form.closest("[data-case]") || form.method !== "post" || form.dataset.busy) { if (form.dataset.busy) e.preventDefault(); return; }
    e.preventDefault();
    form.dataset.busy = "yes";
    const field = $("textarea[data-keep]", form), body = new URLSearchParams(new FormData(form, e.submitter));
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!$("[data-case]", next)) { location.href = answer.url; return; }
      if (answer.ok) {
        if (field) { field.value = ""; kept.set("desk-draft/" + caseView.dataset.case + "/" + field.dataset.keep, null); }
        else if (!form.closest("[data-live]")) form.reset();
        form.closest("details")?.removeAttribute("open");
        document.activeElement?.blur();
      }
      adopt(next);
      if (answer.ok) { toEnd(); if (field) field.focus(); else $("#reply")?.focus({ preventScroll: true }); }
    } catch {
      const box = $("#notices");
      const p = document.createElement("p");
      p.className = "notice notice-bad";
      p.setAttribute("role", "alert");
      p.textContent = page.lost;
      box.replaceChildren(p);
    } finally {
      delete form.dataset.busy;
    }
  });

  // Menus close when something else is clicked, or by Escape.
  document.addEventListener("click", (e) => {
    for (const menu of $$("details.menu[open], details.act[open], details.filters[open]")) if (!menu.contains(e.target)) menu.open = false;
  });

  // Keys. Those of one letter can be turned off.
  const dialog = $("#keys"), keysOn = $("#keys-on");
  if (dialog && keysOn) {
    const show = $('[data-act="keys"]');
    if (show) { show.hidden = false; show.addEventListener("click", () => dialog.showModal()); }
    keysOn.checked = kept.get("desk-keys") !== "off";
    keysOn.addEventListener("change", () => kept.set("desk-keys", keysOn.checked ? null : "off"));
    document.addEventListener("keydown", (e) => {
      if (e.key === "Escape") {
        const open = $$("details.menu[open], details.act[open], details.filters[open]");
        for (const menu of open) { menu.open = false; $("summary", menu).focus(); }
        if (!open.length && e.target.matches("textarea, input")) $("#main").focus({ preventScroll: true }); // so that keys of one letter work again
        return;
      }
      if (!keysOn.checked || e.ctrlKey || e.metaKey || e.altKey || dialog.open || e.target.closest("input, textarea, select")) return;
      if (e.key === "?") { dialog.showModal(); e.preventDefault(); return; }
      if (e.key === "/" && $("#q")) { $("#q").focus(); e.preventDefault(); return; }
      if (e.key === "g") { location.href = "/desk/"; return; }
      if (e.key === "j" || e.key === "k") {
        const links = $$(".case-link");
        const at = links.indexOf(document.activeElement);
        links[Math.max(0, Math.min(links.length - 1, at + (e.key === "j" ? 1 : -1)))]?.focus();
        return;
      }
      const target = $('[data-key="' + CSS.escape(e.key) + '"]');
      if (!target) return;
      e.preventDefault();
      target.focus();
      if (target.matches("button, summary")) target.click();
    });
  }
  for (const field of $$("[data-copy]")) field.addEventListener("focus", () => field.select());

  watchFields();
  toEnd();
  if (page.events) listen();
})();
