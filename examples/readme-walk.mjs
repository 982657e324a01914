// Runs the commands of the walk in the READMEs, one after the other in one shell, and writes their answers below them.
// With --check nothing is written: it says where an answer is no longer what stands there (ids and days aside).
//   npm start -- --fresh --port 4000                          (in one terminal)
//   node examples/readme-walk.mjs --check http://127.0.0.1:4000
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const check = process.argv.includes('--check');
const base = process.argv.slice(2).find((word) => word.startsWith('http')) ?? 'http://127.0.0.1:3000';
const root = new URL('../', import.meta.url);
const files = ['README.md', 'README.zh-CN.md'].map((name) => new URL(name, root));

/** Splits a README into text and the examples of its walk: a command (`$ `, continued by `> `) with its answer. */
function parse(text) {
  const [before, walk, after] = text.split(/<!-- walk(?: ends)? -->\n/);
  if (walk === undefined || after === undefined) throw new Error('the walk has lost its marks');
  const parts = [];
  let inside = false;
  for (const line of walk.split('\n')) {
    const last = parts.at(-1);
    if (line.startsWith('```')) inside = line === '```console';
    if (inside && line.startsWith('$ ')) parts.push({ command: [line.slice(2)], answer: [] });
    else if (inside && last?.command && last.answer.length === 0 && line.startsWith('> '))
      last.command.push(line.slice(2));
    else if (inside && last?.command) last.answer.push(line);
    else parts.push({ text: line });
  }
  return { before, parts, after };
}

function print({ before, parts, after }) {
  const walk = parts.flatMap(({ text, command, answer }) =>
    command ? [...command.map((line, n) => (n === 0 ? '$ ' : '> ') + line), ...answer] : [text],
  );
  return `${before}<!-- walk -->\n${walk.join('\n')}<!-- walk ends -->\n${after}`;
}

/** What differs from run to run: ids, hashes, days and the numbers of events. */
const lasting = (answer) =>
  answer
    .join('\n')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d{2}-\d{2}/g, '<day>');

function shell() {
  const process_ = spawn('bash', ['--norc'], {
    cwd: fileURLToPath(root),
    env: { ...process.env, MINGDAN: base },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let read = '';
  let told = () => undefined;
  process_.stdout.setEncoding('utf8').on('data', (chunk) => {
    read += chunk;
    told();
  });
  process_.on('exit', () => told());
  return {
    /** Runs one command to its end; its output, line by line. */
    async run(command) {
      const mark = `--${Math.random()}--`;
      read = '';
      process_.stdin.write(`${command}\necho; echo "${mark}"\n`);
      while (!read.includes(mark)) {
        if (process_.exitCode !== null) throw new Error(`the shell ended at: ${command}`);
        await new Promise((resolve) => (told = resolve));
      }
      return read.slice(0, read.indexOf(mark)).trim().split('\n').filter(Boolean);
    },
    end: () => process_.stdin.end(),
  };
}

const readmes = files.map((file) => parse(readFileSync(file, 'utf8')));
const examples = readmes.map(({ parts }) => parts.filter(({ command }) => command));
const [first, ...others] = examples;
const { run, end } = shell();
let stale = 0;
for (const [n, { command }] of first.entries()) {
  const answer = await run(command.join('\n'));
  for (const other of others)
    if (other[n]?.command.join('\n') !== command.join('\n'))
      throw new Error(`the READMEs do not walk alike at: ${command[0]}`);
  for (const example of examples) {
    const written = example[n].answer;
    if (lasting(written) === lasting(answer)) continue;
    stale += 1;
    if (check)
      console.error(`$ ${command[0]}\n  stands there: ${written.join(' | ')}\n  answered:     ${answer.join(' | ')}`);
    example[n].answer = answer;
  }
}
end();
if (!check) readmes.forEach((readme, n) => writeFileSync(files[n], print(readme)));
console.log(`${first.length} commands, ${stale} answers ${check ? 'differ' : 'renewed'}`);
if (check && stale > 0) process.exitCode = 1;
