import type { CheckContext } from '../../../fixtures/check.js';
import { demandsToken } from '../../../peer/host/criteria.js';
import { readsNewerForm } from '../../../protocol/newer-form.js';
import { isInForce, versionOrder } from '../../../spec/ledger.js';
import type { ClauseId } from '../../../vocabulary.js';

/** Why a clause does not bind this target; undefined when it does. For `notApplicable`. */
export function appliesAt(ctx: CheckContext, clause: ClauseId): string | undefined {
  if (!isInForce(clause, ctx.target.spec)) {
    return `${clause} is not in force at ${ctx.target.spec}, the version applied to this target`;
  }
  if (announcesOneZero(ctx) && !clause.startsWith('OCM-DISC-') && !isInForce(clause, '1.0.0')) {
    return `${clause} came after 1.0, and the target announces nothing newer: apiVersion ${String(ctx.target.document?.apiVersion)}`;
  }
  return undefined;
}

/**
 * The oldest servers in the field speak 1.0 and serve a discovery document, which came with 1.1.0. That document is held to 1.1.0;
 * their messages are not, as long as nothing in it is newer.
 */
function announcesOneZero(ctx: CheckContext): boolean {
  const version = ctx.target.document?.apiVersion;
  return ctx.target.spec === '1.1.0' && typeof version === 'string' && /^v?1\.0(\D|$)/.test(version);
}

/** Strings of a list in the target's discovery document. */
function strings(ctx: CheckContext, member: 'capabilities' | 'criteria'): string[] {
  const list = ctx.target.document?.[member];
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
}

export const hasCapability = (ctx: CheckContext, name: string): boolean => strings(ctx, 'capabilities').includes(name);
export const hasCriterion = (ctx: CheckContext, name: string): boolean => strings(ctx, 'criteria').includes(name);

/**
 * Why shares in the newer forms are not asked of this target: up to 1.2.2 and from 1.3.0 on alike, the capability is the promise to parse
 * them. To demand the exchange of secrets is the same promise, as nothing in the old form says that.
 */
export function noProtocolObject(ctx: CheckContext): string | undefined {
  if (hasCapability(ctx, 'protocol-object') || demandsToken(ctx.target.document)) return undefined;
  return 'its discovery document has no capability `protocol-object`';
}

/**
 * Whether a target may have left the form of 1.0 behind without a word: the text of 1.1.0 allows it and has no capability to say it, and
 * whoever announces a newer form, or nothing newer than 1.0, has said what to send.
 */
export function mayLackOldForm(ctx: CheckContext): boolean {
  const { document, spec, dialect } = ctx.target;
  if (dialect || versionOrder(spec) < versionOrder('1.1.0') || announcesOneZero(ctx)) return false;
  return !readsNewerForm(strings(ctx, 'capabilities')) && !demandsToken(document);
}

/** Why a share is not to be opened with its secret; undefined where it is. */
export const onlyByToken = (ctx: CheckContext): string | undefined =>
  demandsToken(ctx.target.document) ? 'its criteria demand that secrets are exchanged for tokens' : undefined;

/** Entries of `resourceTypes` that are objects. */
export function resourceTypes(ctx: CheckContext): Record<string, unknown>[] {
  const list = ctx.target.document?.resourceTypes;
  if (!Array.isArray(list)) return [];
  return list.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null);
}

/** The advertised WebDAV path of files; undefined when there is none. */
export function webdavPath(ctx: CheckContext): string | undefined {
  const entry = resourceTypes(ctx).find((type) => type.name === 'file') ?? resourceTypes(ctx)[0];
  const protocols = entry?.protocols;
  if (typeof protocols !== 'object' || protocols === null) return undefined;
  const path = (protocols as Record<string, unknown>).webdav;
  return typeof path === 'string' ? path : undefined;
}
