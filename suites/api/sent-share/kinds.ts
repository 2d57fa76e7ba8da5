import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { objectOf, valueInWords } from '../support/answer.js';
import { resourceTypes } from '../support/in-force.js';
import { nothingArrived } from '../support/own-share.js';

const folderIsFolder = defineCheck({
  id: 'sent-share/folder-is-called-folder',
  clauses: ['OCM-SHARE-024'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'A share of a folder has the resource type folder',
  async run(ctx) {
    if (!ctx.cloud?.traits.shares.includes('folder')) return notApplicable('the product shares no folders');
    const { creation } = await ctx.sentShare('folder');
    if (!creation) return nothingArrived();
    const type = objectOf(creation.request.body)?.resourceType;
    if (type === 'folder') return kept();
    return violated({
      expected: 'resourceType "folder"',
      received: `resourceType ${valueInWords(type)}`,
      reason: 'Receivers are told that the folder is something else.',
      exchanges: [creation],
    });
  },
});

/** A plain name advertises what a server sends, one with `-receive` what it takes. */
const advertised = defineCheck({
  id: 'sent-share/protocols-are-advertised',
  clauses: ['OCM-DISC-034', 'OCM-DISC-035'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'harmless',
  title: 'The protocols of a sent share are among those that the discovery document of the target names',
  async run(ctx) {
    const { creation } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    const { protocol, resourceType } = objectOf(creation.request.body) ?? {};
    if (typeof protocol !== 'object' || protocol === null) return notApplicable('the share describes no protocols');
    const entry = resourceTypes(ctx).find(({ name }) => name === resourceType);
    const named = entry?.protocols;
    if (typeof named !== 'object' || named === null)
      return notApplicable(`its discovery document has no protocols for ${valueInWords(resourceType)}`);
    const silent = Object.entries(protocol)
      .filter(([name, value]) => name !== 'options' && typeof value === 'object' && value !== null)
      .map(([name]) => name)
      .filter((name) => !Object.hasOwn(named, name));
    if (silent.length === 0) return kept();
    return violated({
      expected: `protocols of the document: ${Object.keys(named).join(', ')}`,
      received: silent.join(', '),
      reason: 'The target sends shares over protocols that its discovery document does not name.',
      exchanges: [ctx.target.discovery, creation],
    });
  },
});

/** What sent shares are of, and over what. */
export const kinds: Check[] = [folderIsFolder, advertised];
