import { byStrength, verdictFor } from '../../spec/ledger.js';
import type { ClauseId } from '../../vocabulary.js';
import { type Exchange, jsonOf } from '../exchange.js';
import { classify, emitterOf, formOf } from './classify.js';
import type { JudgeContext, Message, MessageKind, Rule, RuleHit, Violation } from './contract.js';
import { keysAt } from './key-sets.js';
import { notifierRole } from './notification.js';
import { clientAuthority, documentAt, serverDocument } from './parties.js';
import { rulesFor } from './rules.js';
import { cut } from './show.js';

/** Longest words of a finding: a message may hold a megabyte in any of its places, and no reader wants it. */
const WORDS = 450;

/** Requests that the text has signed (OCM-SIG-038). */
const SIGNED: ReadonlySet<MessageKind> = new Set([
  'share-creation',
  'notification',
  'token-request',
  'invite-accepted',
]);

/**
 * Judges both messages of an exchange: what the client asked, what the server answered. Pure; never throws, whatever was on the wire.
 * A clause counts when it is in force at the version of whoever wrote the message; a MAY alone is never violated.
 */
export function judge(exchange: Exchange, context: JudgeContext): Violation[] {
  return messagesOf(exchange, context).flatMap((message) =>
    rulesFor(message.kind).flatMap((rule) => apply(rule, message)),
  );
}

/** The OCM messages of an exchange, request first. What is none of ours is left out. */
export function messagesOf(exchange: Exchange, context: JudgeContext): Message[] {
  const kinds = classify(exchange, context.documents);
  const requestJson = kinds.request === 'token-request' ? formOf(exchange) : jsonOf(exchange.request.body);
  const by = clientAuthority(kinds.request, requestJson) ?? context.client;
  const client = documentAt(context.documents, by);
  const server = serverDocument(exchange.request.url, context.documents);
  const messages: Message[] = [];
  if (isJudged(kinds.request)) {
    messages.push({
      kind: kinds.request,
      exchange,
      json: requestJson,
      own: client,
      other: server,
      spec: context.specOf('client'),
    });
  }
  if (SIGNED.has(kinds.request)) {
    messages.push({
      kind: 'signature',
      exchange,
      json: requestJson,
      own: client,
      other: server,
      spec: context.specOf('client'),
      signed: { kind: kinds.request, by, keys: keysAt(context.keys, by) },
    });
  }
  // A body that was cut when it was recorded says nothing about the message.
  if (isJudged(kinds.answer) && exchange.response && exchange.response.body.truncated !== true) {
    const json = jsonOf(exchange.response.body);
    const own = kinds.answer === 'discovery-answer' ? json : server;
    messages.push({
      kind: kinds.answer,
      exchange,
      json,
      requestJson,
      own,
      other: client,
      spec: context.specOf('server'),
    });
  }
  return messages.filter(({ kind }) => emitterOf(kind) === 'server' || exchange.request.body.truncated !== true);
}

function isJudged(kind: MessageKind): boolean {
  return kind !== 'other' && rulesFor(kind).length > 0;
}

function apply(rule: Rule, message: Message): Violation[] {
  return rule.test(message).flatMap((hit) => {
    const clauses = clausesOf(rule, hit, message);
    return clauses.length === 0 ? [] : [toViolation(rule, hit, message, clauses)];
  });
}

/** Clauses that bind at the applied version, the strongest first; none when only a MAY is left. */
function clausesOf(rule: Rule, hit: RuleHit, { spec }: Message): ClauseId[] {
  const binding = byStrength(hit.clauses ?? rule.clauses, spec);
  return binding[0] !== undefined && verdictFor(binding[0], spec) !== 'pass' ? binding : [];
}

function toViolation(rule: Rule, hit: RuleHit, message: Message, clauses: ClauseId[]): Violation {
  const role = hit.role ?? (isNotification(message) ? notifierRole(message.json) : rule.role);
  return {
    rule: rule.id,
    clauses,
    kind: message.kind,
    emitter: emitterOf(message.kind),
    role,
    impact: rule.impact,
    where: cut(hit.where, WORDS),
    expected: hit.expected ?? rule.title,
    received: cut(hit.received, WORDS),
    reason: cut(hit.reason, WORDS),
    exchange: message.exchange.id,
  };
}

function isNotification({ kind, signed }: Message): boolean {
  return kind === 'notification' || signed?.kind === 'notification';
}
