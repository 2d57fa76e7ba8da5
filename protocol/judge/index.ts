export { classify, emitterOf } from './classify.js';
export type * from './contract.js';
export { documentsIn } from './documents.js';
export { judge, messagesOf } from './judge.js';
export { keysIn } from './key-sets.js';
export { RULES, rulesFor } from './rules.js';
export { claimsSignatures } from './signature.js';
export { unaskedRefusal } from './unasked.js';
