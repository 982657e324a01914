import type { Writable } from 'node:stream';
import type { Command } from 'commander';

/** A terminal that can draw over what it has shown. */
export type Screen = Writable & { readonly isTTY?: boolean };

/** What a command may use of the world. Standard output is for results, `note` for everything else. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  print(text: string): void;
  note(text: string): void;
  /** Where a progress bar can be drawn. Absent: progress is told in lines. */
  readonly screen?: Screen;
  /** Work that a guess at the passphrase of a backup costs. Absent: what a stolen file has to stand. */
  readonly passphraseCost?: number;
  /** Asks for something that is not shown while it is typed. Absent: nobody is there to ask. */
  askSecret?(question: string): Promise<string>;
  /** Aborted when the command is asked to stop. */
  readonly signal?: AbortSignal;
}

/** A command that ends without success and says why in one line. */
export class OperatorFailure extends Error {}

/** Adds one command to the program; one file a command. */
export type AddCommand = (program: Command, terminal: Terminal) => void;

/** A block of examples under the help of a command. */
export function examples(...lines: readonly string[]): string {
  return ['', 'Examples:', ...lines.map((line) => `  npm run operator -- ${line}`)].join('\n');
}
