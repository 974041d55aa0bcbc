// Shows that an answer has come, also where no page is open. A page that somebody looks at shows it
// itself.
'use strict';
addEventListener('push', event => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil((async () => {
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (pages.some(page => page.visibilityState === 'visible' && new URL(page.url).pathname === '/')) return;
    await registration.showNotification(told.title || '', { body: told.body || '', tag: 'answer', renotify: true, data: told.url });
  })());
});
addEventListener('notificationclick', event => {
  event.notification.close();
  // Only a path of this site is opened, whatever was pushed.
  const to = new URL(event.notification.data || '/', location.origin);
  const path = to.origin === location.origin ? to.href : location.origin + '/';
  event.waitUntil((async () => {
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    const open = pages.find(page => new URL(page.url).pathname === '/');
    return open ? open.focus() : clients.openWindow(path);
  })());
});
