// Lets the browser tell of answers, where it can and the person presses the button.
'use strict';
(() => {
  const section = document.getElementById('push'), button = document.getElementById('push-on'), status = document.getElementById('status');
  if (!section || !button || !isSecureContext || !('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return;
  const say = text => {
    status.textContent = text;
    status.classList.toggle('status-bad', !!text);
  };
  section.hidden = false;
  document.getElementById('push-none')?.remove();
  button.addEventListener('click', async () => {
    button.disabled = true;
    say('');
    try {
      if (await Notification.requestPermission() !== 'granted') { say(section.dataset.denied); return; }
      await navigator.serviceWorker.register('/push.js', { scope: '/' });
      const registration = await navigator.serviceWorker.ready;
      const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: section.dataset.key });
      const { endpoint, keys } = subscription.toJSON();
      const answer = await fetch(`${section.dataset.base}/reach/push`, {
        method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
      });
      if (answer.ok) location.reload();
      else say(await answer.text());
    } catch {
      say(section.dataset.failed);
    } finally {
      button.disabled = false;
    }
  });
})();
