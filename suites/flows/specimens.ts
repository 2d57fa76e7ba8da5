import type { FlowContext, Side } from '../../fixtures/flow.js';
import { FlowFailed, StepFailed } from '../../fixtures/flow-outcome.js';
import { fileNames, type ZooName } from '../../fixtures/zoo.js';
import type { Attempt } from '../../targets/cloud.js';
import { sha256 } from './hash.js';

/** A file with an unusual name, on its way through a flow: one that goes wrong is named at the end and does not stop the others. */
export interface Specimen extends ZooName {
  /** Path at its owner. */
  own: string;
  content: Uint8Array;
  shown?: Shown;
  /** Why its owner's product does not make it: no fault of the pair. */
  refused?: string;
  /** What went wrong. */
  how?: string;
}

/** A file as the receiver is shown it, and how they come at it. */
export interface Shown {
  name: string;
  read(): Promise<Uint8Array | undefined>;
  write(content: Uint8Array): Promise<Attempt>;
}

/** One file for each unusual name that people at both sides can be shown; the others are noted. */
export function specimensIn(ctx: FlowContext, run: string, folder: string): Specimen[] {
  const hiding = [ctx.sender, ctx.receiver].find(({ cloud }) => cloud.traits.hidesDotNames);
  const isHidden = ({ name }: ZooName): boolean => hiding !== undefined && name.startsWith('.');
  const all = fileNames(run);
  const hidden = all.filter(isHidden);
  if (hiding && hidden.length > 0)
    ctx.note(
      `not tried: ${hidden.map(({ is }) => is).join(', ')}: ${hiding.id} does not show such names (${hiding.cloud.traits.hidesDotNames?.source})`,
    );
  return all.filter((zoo) => !isHidden(zoo)).map((zoo) => specimen(zoo, folder));
}

const specimen = (zoo: ZooName, folder: string): Specimen => ({
  ...zoo,
  own: `${folder}/${zoo.name}`,
  content: Buffer.from(`a file whose name has ${zoo.is}\n`),
});

/** The same letters may be written in two ways; people see one. */
export const isSameName = (a: string, b: string): boolean => a.normalize('NFC') === b.normalize('NFC');

/** Those that exist and are well so far. */
export const alive = (all: readonly Specimen[]): Specimen[] =>
  all.filter(({ refused, how }) => refused === undefined && how === undefined);

/** Does one thing with each that is well; what goes wrong with one is told of it and not of the flow. */
export async function withEach(
  ctx: FlowContext,
  side: Side,
  all: readonly Specimen[],
  words: string,
  act: (each: Specimen) => Promise<string | undefined>,
): Promise<void> {
  for (const each of alive(all)) {
    try {
      const how = await ctx.step(side, `${words} (${each.is})`, () => act(each));
      if (how) each.how = how;
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      each.how = `cannot be tried: ${inShort(error.cause)}`;
    }
  }
}

/** Puts each as its owner; a product that refuses, or gives the file another name, is noted. */
export async function putEach(ctx: FlowContext, all: readonly Specimen[], folder: string): Promise<void> {
  const { sender } = ctx;
  await withEach(ctx, sender, all, 'puts a file', (each) =>
    sender.session.putFile(each.own, each.content).then(
      () => undefined,
      (error: unknown) => {
        each.refused = inShort(error);
        return undefined;
      },
    ),
  );
  const names = (await ctx.step(sender, 'lists the files', () => sender.session.list(folder || '/'))) ?? [];
  for (const each of alive(all)) {
    const kept = names.find((name) => name === each.name) ?? names.find((name) => isSameName(name, each.name));
    if (kept === undefined) each.refused = 'it is there under no such name';
    else each.own = `${folder}/${kept}`;
  }
  if (alive(all).length === 0) ctx.fail('the sender makes files with unusual names', 'it makes none of them');
}

/** Waits until `find` has found each, and tells of those that it has not found in time. */
export async function untilEach(
  ctx: FlowContext,
  side: Side,
  all: readonly Specimen[],
  words: string,
  missing: string,
  find: (wanted: readonly Specimen[]) => Promise<ReadonlySet<Specimen>>,
): Promise<void> {
  const wanted = alive(all);
  let found: ReadonlySet<Specimen> = new Set();
  try {
    await ctx.eventually(side, words, async (saw) => {
      found = await find(wanted);
      saw(`${found.size} of ${wanted.length}`);
      return found.size === wanted.length;
    });
  } catch (error) {
    if (!(error instanceof FlowFailed)) throw error;
  }
  for (const each of wanted) if (!found.has(each)) each.how = missing;
}

/** Those of the wanted that are among what the receiver is shown. */
export function recognised(wanted: readonly Specimen[], candidates: readonly Shown[]): Set<Specimen> {
  const seen = new Set<Specimen>();
  for (const each of wanted) {
    const name = nameOf(each.own);
    const shown =
      candidates.find((other) => other.name === name) ?? candidates.find((other) => isSameName(other.name, name));
    if (shown === undefined) continue;
    each.shown = shown;
    seen.add(each);
  }
  return seen;
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Reads each at the receiver, writes it back where the receiver's product has that, and looks for the new bytes at its owner. Ends the
 * flow red when one of them is not well.
 */
export async function readAndWriteBack(ctx: FlowContext, all: readonly Specimen[]): Promise<void> {
  const { receiver } = ctx;
  await withEach(ctx, receiver, all, 'reads a file', async (each) => {
    const bytes = await each.shown?.read();
    if (!bytes) return 'shown, but cannot be read';
    return sha256(bytes) === sha256(each.content) ? undefined : `read as ${bytes.length} other bytes`;
  });
  const { write } = receiver.cloud.traits.lacks;
  if (write === undefined) await writeBack(ctx, all);
  else ctx.note(`nothing is written back: ${write.source}`);
  tell(ctx, all);
}

async function writeBack(ctx: FlowContext, all: readonly Specimen[]): Promise<void> {
  const { sender, receiver } = ctx;
  await withEach(ctx, receiver, all, 'writes a file back', async (each) => {
    each.content = Buffer.from(`written back by the receiver of a file whose name has ${each.is}\n`);
    const attempt = await each.shown?.write(each.content);
    return attempt?.done ? undefined : `cannot be written back: ${attempt?.refusal ?? 'it is not shown'}`;
  });
  await untilEach(
    ctx,
    sender,
    all,
    'finds all new bytes',
    'written back, but its owner does not have the new bytes',
    async (wanted) => {
      const found = new Set<Specimen>();
      for (const each of wanted) {
        const bytes = await sender.session.readFile(each.own);
        if (bytes && sha256(bytes) === sha256(each.content)) found.add(each);
      }
      return found;
    },
  );
}

/** Tells of pages that took a name for markup. */
export function runAsScript({ sender, receiver }: FlowContext, { says }: ZooName): string | undefined {
  const runner = [sender, receiver].find(({ cloud }) => says !== undefined && cloud.alerts?.().includes(says));
  return runner && `it is run on the pages of ${runner.id}`;
}

function tell(ctx: FlowContext, all: readonly Specimen[]): void {
  const made = all.filter(({ refused }) => refused === undefined);
  for (const each of made) {
    const how = each.how ?? runAsScript(ctx, each);
    if (how !== undefined) each.how = how;
  }
  const wrong = made.filter(({ how }) => how !== undefined);
  ctx.specimens(
    made.map(({ is }) => is),
    wrong.map(({ is }) => is),
  );
  if (wrong.length > 0)
    ctx.fail(
      `files with ${made.length} unusual names are shown, read by hash and written back`,
      `${wrong.length} of them fail: ${wrong.map(({ is, how }) => `${is} (${how})`).join('; ')}`,
    );
  const refused = all.flatMap((each) => (each.refused === undefined ? [] : [`${each.is} (${each.refused})`]));
  const other = made.filter(({ shown, own }) => shown && shown.name !== nameOf(own));
  ctx.note(`${made.length} names`);
  if (other.length > 0) ctx.note(`shown in another Unicode form: ${other.map(({ is }) => is).join(', ')}`);
  if (refused.length > 0) ctx.note(`the sender makes no file with ${refused.join('; ')}`);
}

/** First sentence of an error, without what a name of 255 bytes would fill. */
function inShort(error: unknown): string {
  const words = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return words.length <= 120 ? words : `…${words.slice(-119)}`;
}
