/** Progress of the set-up goes to standard error: standard output belongs to the command that follows. */
export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/** Ends the set-up with a message that says what to do; exit 3: not the fault of any server under test. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Runs a step and reports a SetupError as its message only. */
export async function orExit3(step) {
  try {
    await step();
  } catch (error) {
    process.stderr.write(`set-up: ${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exit(3);
  }
}
