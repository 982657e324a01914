import { createProgram } from '../cli.js';
import type { Terminal } from '../terminal.js';

export interface Outcome {
  readonly out: string;
  readonly notes: string;
  /** Why it failed; undefined when it did not. */
  readonly error: string | undefined;
}

/** Gives a command as at a terminal, and says what it printed. */
export async function run(
  args: readonly string[],
  env: Record<string, string> = {},
  more: Partial<Terminal> = {},
): Promise<Outcome> {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    env,
    root: '/nowhere',
    passphraseCost: 2 ** 14,
    print: (text) => out.push(text),
    note: (text) => notes.push(text),
    ...more,
  };
  let error: string | undefined;
  try {
    await createProgram(terminal).parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : 'not an error';
  }
  return { out: out.join('\n'), notes: notes.join('\n'), error };
}
