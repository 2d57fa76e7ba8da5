import { EXIT, InteropError } from '../vocabulary.js';

/** Resolves when the person, or whoever started this, wants an end. */
export function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

/** The wish for an end, for work that has something to put away first. */
export interface EndWatch {
  /** Rejects with `stopped` (exit 3) when it comes; never resolves. */
  wanted: Promise<never>;
  /** From here on a signal ends the process as it does any other. */
  release(): void;
}

export function watchForEnd(what: string): EndWatch {
  let stop = (): void => {};
  const wanted = new Promise<never>((_, reject) => {
    stop = () => reject(new InteropError('stopped', `${what} was stopped`, { exit: EXIT.ourFault }));
  });
  // Nobody need be waiting at that moment.
  wanted.catch(() => undefined);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    wanted,
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
