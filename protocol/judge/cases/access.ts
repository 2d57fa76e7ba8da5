import { type BrokenCase, SENDER } from './samples.js';

export const accessCases: BrokenCase[] = [500, 501].map((status) => ({
  what: `a listing with credentials that is answered ${status}`,
  mark: 'access-answer/lists-what-it-gives @ status',
  spec: '1.2.2' as const,
  sample: {
    method: 'PROPFIND',
    url: `https://${SENDER}/dav/ocm/7c084226`,
    headers: { authorization: 'Basic aGZpdWh3b3J6d251cjk4ZDo=' },
    status,
  },
}));
