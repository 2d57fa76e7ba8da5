import type { PeerReply } from '../http/router.js';
import { html } from './html.js';
import { shareOf } from './received.js';
import { CONTENT_SECURITY_POLICY } from './style.js';
import type { Visit } from './visit.js';

/**
 * The page from which a received share is opened in its web app: a form to the owner's server, with a token that is good for a while. In a
 * frame where that is the only way that both sides have.
 */
export async function appPage(visit: Visit): Promise<PeerReply> {
  const share = shareOf(visit, visit.user.received());
  const form = await visit.user.openApp(share.id);
  const isFramed = form.target === 'iframe';
  const fields = Object.entries(form.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const reply = visit.show({
    title: share.name,
    tab: 'shared',
    body: html`<h1>${share.name}</h1><p class="lead">This opens at the owner’s server.</p>
<form method="${form.method.toLowerCase()}" action="${form.url}" target="${isFramed ? 'app' : form.window}" data-away data-target="${form.target}">${fields}<button class="main">Open in ${form.name}</button></form>${
      isFramed && html`<iframe name="app" title="${form.name}" sandbox="allow-forms allow-scripts"></iframe>`
    }`,
  });
  // The form leads to another server, which is no place that a page may post to otherwise.
  const { origin } = new URL(form.url);
  const policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", `form-action 'self' ${origin}`);
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'content-security-policy': isFramed ? `${policy};frame-src ${origin}` : policy,
      'referrer-policy': 'no-referrer',
    },
  };
}
