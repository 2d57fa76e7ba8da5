import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../../fixtures/check.js';
import { notVerifiable } from '../../../fixtures/check.js';
import { type Exchange, jsonOf, type RecordedBody } from '../../../protocol/exchange.js';

/** Longest piece of a body that is quoted in a finding. */
const QUOTE_CHARS = 160;

/** Status of the answer; undefined when there was none. */
export const statusOf = (exchange: Exchange): number | undefined => exchange.response?.status;

/** Whether the message was taken in. */
export const isSuccess = (exchange: Exchange): boolean => {
  const status = statusOf(exchange);
  return status !== undefined && status >= 200 && status < 300;
};

export const isServerError = (exchange: Exchange): boolean => (statusOf(exchange) ?? 0) >= 500;

/** The JSON object in a body; undefined when the body is anything else. */
export function objectOf(body: RecordedBody | undefined): Record<string, unknown> | undefined {
  const value = jsonOf(body);
  return isObject(value) ? value : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Media type of an answer without parameters, lower case; empty when there is none. */
export function mediaType(exchange: Exchange): string {
  return (exchange.response?.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** An answer in few words, for `received`: status, type and the beginning of the body. */
export function answerInWords(exchange: Exchange): string {
  if (exchange.error) return exchange.error.message;
  const response = exchange.response;
  if (!response) return 'no answer';
  const body = response.body.text.replaceAll(/\s+/g, ' ').trim();
  const quoted = body.length > QUOTE_CHARS ? `${body.slice(0, QUOTE_CHARS)}…` : body;
  const type = mediaType(exchange);
  return `status ${response.status}${type === '' ? '' : `, ${type}`}${quoted === '' ? ', empty body' : `: ${quoted}`}`;
}

/** `POST https://…/shares`. */
export const requestInWords = (exchange: Exchange): string => `${exchange.request.method} ${exchange.request.url}`;

/** A value as it is quoted in a finding. */
export function valueInWords(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > QUOTE_CHARS ? `${text.slice(0, QUOTE_CHARS)}…` : text;
}

/**
 * Answers that decide nothing: 429, a declared pause (503 with Retry-After, which the text allows at any time, OCM-SHARE-059/060),
 * or no answer at all.
 */
export function inconclusive(exchange: Exchange): Outcome | undefined {
  const status = statusOf(exchange);
  const asked = requestInWords(exchange);
  if (status === 429) {
    return {
      kind: 'throttled',
      reason: `${asked} was answered 429: give the route a budget in the profile, or switch throttling off`,
    };
  }
  if (status === 503 && exchange.response?.headers['retry-after'] !== undefined) {
    return notVerifiable(`${asked} was answered 503 with Retry-After: try again when the server is available`);
  }
  if (exchange.error) return notVerifiable(`${asked} got no usable answer: ${exchange.error.message}`);
  return undefined;
}

/** JSON equality without regard to the order of members. */
export const sameJson = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);
