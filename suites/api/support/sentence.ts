/** A rule's words as a sentence of their own. A member's name keeps its writing: `providerId`, `protocol.webdav.uri`. */
export function sentence(text: string): string {
  const [word = ''] = text.split(/[\s,:]/, 1);
  return /^[a-z].*[A-Z.]/.test(word) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
