import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { createInterface } from 'node:readline/promises';
import { MIN_PASSPHRASE_LENGTH } from '#libs/vault';
import { OperatorFailure, type Terminal } from './terminal.js';

/** Holds the passphrase of a vault backup; for a job that runs by itself. Better a file only the operator can read. */
export const PASSPHRASE_VARIABLE = 'VAULT_PASSPHRASE';

export interface PassphraseOptions {
  /** The file that holds it, on one line. */
  readonly passphraseFile?: string;
}

/**
 * The passphrase of a backup: from the file, or the environment, or the person at the terminal. Never from an argument,
 * which every process of the machine can read.
 *
 * @param purpose `new`: it is asked for twice and has to be long enough
 * @throws OperatorFailure
 */
export async function readPassphrase(
  terminal: Terminal,
  path: string | undefined,
  purpose: 'new' | 'known',
): Promise<string> {
  const passphrase = await given(terminal, path, purpose);
  if (passphrase === '') throw new OperatorFailure('The passphrase is empty.');
  if (purpose === 'new' && passphrase.length < MIN_PASSPHRASE_LENGTH) {
    throw new OperatorFailure(`A passphrase has at least ${MIN_PASSPHRASE_LENGTH} characters.`);
  }
  return passphrase;
}

async function given(terminal: Terminal, path: string | undefined, purpose: 'new' | 'known'): Promise<string> {
  if (path !== undefined) return fromFile(path);
  const variable = terminal.env[PASSPHRASE_VARIABLE];
  if (variable !== undefined && variable !== '') return variable;
  if (terminal.askSecret === undefined) {
    throw new OperatorFailure(
      `A passphrase is needed: give --passphrase-file, set ${PASSPHRASE_VARIABLE}, or run this at a terminal.`,
    );
  }
  const typed = await terminal.askSecret('Passphrase of the backup: ');
  if (purpose === 'new' && (await terminal.askSecret('The same again: ')) !== typed) {
    throw new OperatorFailure('The two are not the same.');
  }
  return typed;
}

function fromFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new OperatorFailure(`The passphrase file ${path} cannot be read (${code}).`, { cause: error });
  }
  const line = text.replace(/^\uFEFF/, '').replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) throw new OperatorFailure(`The passphrase file ${path} holds more than one line.`);
  return line;
}

/** Asks on a terminal without showing what is typed. @throws OperatorFailure when it is broken off by Ctrl-C or the end of the input */
export async function askSecretly(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  output.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      const breakOff = (): void => reject(new OperatorFailure('Broken off.'));
      lines.once('line', resolve);
      lines.once('SIGINT', breakOff);
      lines.once('close', breakOff);
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
