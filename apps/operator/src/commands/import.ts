import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { OperatorFailure, type AddCommand, type Terminal } from '../terminal.js';
import { progressOn } from '../progress.js';

interface Options {
  readonly standard: string;
  readonly url: string;
  readonly tokenFile: string;
  readonly dryRun?: true;
  readonly encoding?: string;
  readonly key?: string;
  readonly result?: string;
}

interface Progress {
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly failure?: string;
}

/** `operator import`: sends an initial list to a running server and follows it to its end. */
export const addImportCommand: AddCommand = (program, terminal) => {
  program
    .command('import')
    .description('import an initial list (CSV or XLSX) over a running server, as the official whose token is given')
    .argument('<file>', 'the list')
    .requiredOption('--standard <id>', 'recognition standard, such as RED-1')
    .requiredOption('--token-file <file>', 'file with a bearer token of an official of the recognising unit')
    .option('--url <address>', 'address of the server', 'http://127.0.0.1:3000')
    .option('--dry-run', 'check every row as the import would, and record nothing')
    .option('--encoding <name>', 'utf-8 or gb18030; found out when absent')
    .option('--key <uuid>', 'Idempotency-Key: the same key again finds the same batch')
    .option('--result <file>', 'write what became of each row into this CSV file')
    .action((file: string, options: Options) => importList(file, options, terminal));
};

async function importList(file: string, options: Options, terminal: Terminal): Promise<void> {
  const server = new Server(options.url, (await readText(options.tokenFile)).trim());
  const form = new FormData();
  form.set('standardId', options.standard);
  form.set('mode', options.dryRun === true ? 'dryRun' : 'import');
  if (options.encoding !== undefined) form.set('encoding', options.encoding);
  form.set('file', new Blob([new Uint8Array(await readBytes(file))]), basename(file));
  const headers = options.key === undefined ? {} : { 'idempotency-key': options.key };
  const taken = await server.ask('/batches', { method: 'POST', body: form, headers });
  const { batchId } = (await taken.json()) as { batchId: string };
  terminal.note(`batch ${batchId}`);

  const progress = await follow(server, batchId, terminal);
  const { state, accepted, refused, duplicate, failure } = progress;
  terminal.print(
    `${state}  accepted ${accepted}  refused ${refused}  duplicate ${duplicate}${failure === undefined ? '' : `  ${failure}`}`,
  );
  if (options.result !== undefined) {
    const { body } = await server.ask(`/batches/${batchId}/rows.csv`, {});
    if (body !== null) await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(options.result));
  }
  if (state !== 'DONE') throw new OperatorFailure(`The batch ended as ${state}.`);
}

/** Shows a bar, and goes on where it was when the line breaks. */
async function follow(server: Server, batchId: string, terminal: Terminal): Promise<Progress> {
  const bar = progressOn(terminal);
  let lastRow = '0';
  try {
    for (let broken = 0; ;) {
      try {
        const { body } = await server.ask(`/batches/${batchId}/events`, { headers: { 'last-event-id': lastRow } });
        for await (const { event, id, data } of eventsOf(body as ReadableStream<Uint8Array>)) {
          broken = 0;
          lastRow = id;
          if (event === 'rows') continue;
          const progress = JSON.parse(data) as Progress;
          const { done, total, state } = progress;
          bar.show({ label: 'import', phase: state, done, unit: 'rows', fraction: total === 0 ? 1 : done / total });
          if (event === 'finished') return progress;
        }
        throw new Error('the server ended the stream');
      } catch (error) {
        broken += 1;
        if (error instanceof OperatorFailure || broken > 20)
          throw error instanceof OperatorFailure ? error : new OperatorFailure('The server has gone away.');
        await new Promise((resolve) => setTimeout(resolve, 500 * Math.min(broken, 6)));
      }
    }
  } finally {
    bar.end();
  }
}

interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string): string =>
        fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
      yield { event: field('event'), id: field('id'), data: field('data') };
    }
  }
}

class Server {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {
    if (!URL.canParse(url)) throw new OperatorFailure('--url must be an address such as http://127.0.0.1:3000.');
  }

  /** @throws OperatorFailure with what the server refuses; TypeError while it cannot be reached */
  async ask(path: string, init: RequestInit & { readonly headers?: Record<string, string> }): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.token}` };
    let answer: Response;
    try {
      answer = await fetch(new URL(path, this.url), { ...init, headers });
    } catch (error) {
      if (init.method !== 'POST') throw error;
      throw new OperatorFailure(`No server of Mingdan answers at ${this.url}.`, { cause: error });
    }
    if (answer.ok) return answer;
    const told = (await answer.json().catch(() => ({}))) as { code?: string; detailEn?: string; line?: number };
    const line = told.line === undefined ? '' : ` (line ${told.line})`;
    if (answer.status >= 500 && init.method !== 'POST') throw new Error('the server is away');
    throw new OperatorFailure(`${told.code ?? answer.status}: ${told.detailEn ?? 'refused'}${line}`);
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new OperatorFailure(`${path} cannot be read.`, { cause: error });
  }
}

async function readText(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8');
}
