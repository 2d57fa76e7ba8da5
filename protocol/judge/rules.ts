import { accessAnswerRules } from './access-answer.js';
import type { MessageKind, Rule } from './contract.js';
import { dialectRules } from './dialect.js';
import { discoveryRules } from './discovery.js';
import { inviteAcceptedRules, inviteAnswerRules } from './invite.js';
import { jwksRules } from './jwks.js';
import { notificationAnswerRules, notificationRules } from './notification.js';
import { shareAnswerRules } from './share-answer.js';
import { shareCreationRules } from './share-creation.js';
import { signatureRules } from './signature.js';
import { tokenAnswerRules, tokenRequestRules } from './token.js';

/** Every rule of the judge. Ids are unique; WebDAV bodies are judged elsewhere. */
export const RULES: readonly Rule[] = [
  ...discoveryRules,
  ...shareCreationRules,
  ...shareAnswerRules,
  ...notificationRules,
  ...notificationAnswerRules,
  ...tokenRequestRules,
  ...tokenAnswerRules,
  ...inviteAcceptedRules,
  ...inviteAnswerRules,
  ...jwksRules,
  ...signatureRules,
  ...accessAnswerRules,
  ...dialectRules,
];

const byKind = new Map<MessageKind, Rule[]>();
for (const rule of RULES) byKind.set(rule.kind, [...(byKind.get(rule.kind) ?? []), rule]);

/** The rules for messages of one kind. */
export function rulesFor(kind: MessageKind): readonly Rule[] {
  return byKind.get(kind) ?? [];
}
