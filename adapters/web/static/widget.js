// Shows the chat on another page: <script src="https://…/widget.js" data-lang="nb" defer></script>.
// The button lies in a shadow root, so that neither page changes how the other looks, and the chat
// in a frame, so that the page around it cannot read it. The program puts the words in front.
(texts => {
  'use strict';
  const script = document.currentScript, home = new URL(script.src).origin;
  const lang = texts[script.dataset.lang] ? script.dataset.lang : texts[document.documentElement.lang?.slice(0, 2)] ? document.documentElement.lang.slice(0, 2) : Object.keys(texts)[0];
  const words = texts[lang];
  const start = () => {
    const host = document.createElement('div'), shadow = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { all: initial; position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; color-scheme: light dark; }
      button { all: unset; box-sizing: border-box; display: flex; align-items: center; gap: .5rem; min-height: 3rem; padding: 0 1.1rem; border-radius: 1.5rem; background: light-dark(#1f4fd0, #9db8ff); color: light-dark(#fff, #0c1226); font: 600 1rem system-ui, sans-serif; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
      button:hover { background: light-dark(#183fa8, #b9ccff); }
      button:focus-visible { outline: 3px solid light-dark(#161a22, #fff); outline-offset: 3px; }
      iframe { position: fixed; right: 1rem; bottom: 5rem; width: min(26rem, calc(100vw - 2rem)); height: min(42rem, calc(100dvh - 6.5rem)); border: 1px solid light-dark(#dde1e8, #2c3340); border-radius: 1rem; background: light-dark(#f5f6f8, #0f1218); box-shadow: 0 8px 40px rgb(0 0 0 / .3); }
      [hidden] { display: none; }`);
    shadow.adoptedStyleSheets = [sheet];
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words.open;
    button.lang = lang;
    button.setAttribute('aria-expanded', 'false');
    let frame;
    const toggle = open => {
      if (!frame) {
        frame = document.createElement('iframe');
        frame.src = `${home}/widget/?lang=${lang}`;
        frame.title = words.title;
        frame.allow = 'clipboard-write';
        shadow.insertBefore(frame, button);
      }
      frame.hidden = !open;
      button.textContent = open ? words.close : words.open;
      button.setAttribute('aria-expanded', String(open));
      if (open) frame.focus();
    };
    button.addEventListener('click', () => toggle(!frame || frame.hidden));
    shadow.addEventListener('keydown', e => { if (e.key === 'Escape' && frame && !frame.hidden) { toggle(false); button.focus(); } });
    shadow.append(button);
    document.body.append(host);
  };
  if (document.body) start();
  else document.addEventListener('DOMContentLoaded', start);
})
