/**
 * Shows the next page in place of this one: the browser keeps its document, and only the body is new. Without script the same pages
 * work as plain documents. Worth its lines because a document costs a browser ten times the work of a body, most of all one that is
 * driven from outside, where tools are loaded into each.
 * Left to the browser: downloads, other servers, new windows.
 */
export const SCRIPT = `
addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.hash || /\\/download(\\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  show(link.href);
});
addEventListener('submit', (event) => {
  const form = event.target;
  if ('away' in form.dataset) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  show(form.action, { method: 'POST', body: form.enctype === 'multipart/form-data' ? fields : new URLSearchParams(fields) });
});
addEventListener('popstate', () => location.reload());
async function show(url, init) {
  document.body.setAttribute('aria-busy', 'true');
  try {
    const reply = await fetch(url, init);
    const next = new DOMParser().parseFromString(await reply.text(), 'text/html');
    if (reply.url !== location.href) history.pushState(null, '', reply.url);
    document.title = next.title;
    document.body.replaceWith(next.body);
    scrollTo(0, 0);
    const focus = document.querySelector('[autofocus]:not([popover] *)') ?? document.querySelector('main');
    focus?.focus({ preventScroll: true });
  } catch {
    location.assign(init ? location.href : url);
  }
}
`;
