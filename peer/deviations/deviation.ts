import type { Behaviour } from '../behaviour.js';

/** A named way in which a host departs from the text, and from nothing else. */
export interface Deviation {
  /** What is to be seen on the wire, never the check that sees it: `discovery-enabled-is-string`. */
  name: string;
  /** One line for people. */
  title: string;
  area:
    | 'discovery'
    | 'received-shares'
    | 'error-ladder'
    | 'notifications'
    | 'sent-messages'
    | 'webdav'
    | 'addresses'
    | 'libraries'
    | 'invites'
    | 'directories'
    | 'signatures'
    | 'tokens'
    | 'beyond'
    | 'security';
  /** Changes a conformant behaviour. */
  apply(behaviour: Behaviour): void;
}
