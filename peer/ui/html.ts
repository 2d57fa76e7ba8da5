/** Markup that may be put into a page as it is. Everything else is escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: markup, text (escaped), nothing, or several of these. */
export type Fragment = Html | string | number | false | undefined | readonly Fragment[];

/** Template tag that escapes every value that is not markup itself, for element content and quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: Fragment[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1]) + part));
}

function render(value: Fragment): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Percent-encodes each segment of a path, for links. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
