import type { FileBody } from '../../protocol/http-client.js';
import type { AnswerKind, Behaviour, OutgoingRequest, RequestKind } from '../behaviour.js';
import type { BodyEdit } from '../contract.js';
import { editJson } from '../host/edit-json.js';
import { bytesOf } from '../http/content.js';
import type { PeerReply, PeerRequest } from '../http/router.js';
import type { Deviation } from './deviation.js';

type Apply = Deviation['apply'];
/** Which answers are meant; default all of the kind. */
type When = (request: PeerRequest, reply: PeerReply) => boolean;

export const isSuccess: When = (_, { status }) => status >= 200 && status < 300;
export const isRefusal: When = (_, { status }) => status >= 400;

/** Makes the entries of one area from `name: [title, apply]`. */
export function inArea(area: Deviation['area'], entries: Record<string, readonly [string, Apply]>): Deviation[] {
  return Object.entries(entries).map(([name, [title, apply]]) => ({ name, title, area, apply }));
}

/** Changes an answer. */
export function answer(on: AnswerKind, change: (reply: PeerReply) => PeerReply, when: When = () => true): Apply {
  return (behaviour) => {
    behaviour.answers.push({
      on,
      change: (reply, request) => (when(request, reply) ? change(reply) : reply),
    });
  };
}

/** A body as it can be changed. */
const held = (body: string | Uint8Array | FileBody | undefined): string | Uint8Array | undefined =>
  body === undefined ? undefined : bytesOf(body);

/** Changes the JSON body of an answer. */
export function answerJson(on: AnswerKind, edits: BodyEdit[], when: When = isSuccess): Apply {
  return answer(on, (reply) => ({ ...reply, body: edited(held(reply.body), edits) }), when);
}

/** Changes a request that goes out. */
export function request(on: RequestKind, change: (request: OutgoingRequest) => OutgoingRequest): Apply {
  return (behaviour) => {
    behaviour.requests.push({ on, change });
  };
}

/** Changes the JSON body of a request that goes out. */
export function requestJson(on: RequestKind, ...edits: BodyEdit[]): Apply {
  return request(on, (draft) => ({ ...draft, body: edited(held(draft.body), edits) }));
}

/** Changes the JSON body of a request that goes out by what stands in it. */
export function requestBody(
  on: RequestKind,
  change: (body: Record<string, unknown>) => Record<string, unknown>,
): Apply {
  return request(on, (draft) => ({ ...draft, body: JSON.stringify(change(parsed(held(draft.body)))) }));
}

export function withHeader(reply: PeerReply, name: string, value: string | undefined): PeerReply {
  const headers = { ...reply.headers };
  if (value === undefined) delete headers[name];
  else headers[name] = value;
  return { ...reply, headers };
}

export function withRequestHeader(draft: OutgoingRequest, name: string, value: string | undefined): OutgoingRequest {
  const headers = { ...draft.headers };
  if (value === undefined) delete headers[name];
  else headers[name] = value;
  return { ...draft, headers };
}

export const set = (pointer: string, value: unknown): BodyEdit => ({ set: pointer, value });
export const remove = (pointer: string): BodyEdit => ({ remove: pointer });

export const HTML: PeerReply = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Cloud</title><h1>Log in</h1>',
};

/** Sets switches of the behaviour. */
export function behave(change: Partial<Behaviour>): Apply {
  return (behaviour) => {
    Object.assign(behaviour, change);
  };
}

function parsed(body: string | Uint8Array | undefined): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(body ?? '').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function edited(body: string | Uint8Array | undefined, edits: BodyEdit[]): string {
  const json = parsed(body);
  editJson(json, edits);
  return JSON.stringify(json);
}
