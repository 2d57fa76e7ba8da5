// @ts-check
/** What the page shows on demand; made by payload.ts. */
export const data = JSON.parse(document.getElementById('data')?.textContent || '{}');

/** Makes an element; strings become text, never markup. @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {number} ms */
export function duration(ms) {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(ms < 10000 ? 1 : 0)} s`;
}

/** An id as it stands in anchors; the same as `anchor` in markup.ts. @param {string} part */
export function safe(part) {
  return part.replace(/[^A-Za-z0-9._~-]/g, (c) => `_${(c.codePointAt(0) || 0).toString(16)}`);
}
