// Brings a clone to where it can run: packages installed, sources built.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainBuild, explainInstall, Failure } from './failures.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * How many packages of the lock file are not installed in the version it names. Read from npm's own record of what it
 * installed, so that it does not matter who ran npm. Optional ones of other platforms may be missing.
 */
export function missingPackages(folder = root) {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  let installed = {};
  try {
    installed = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')).packages;
  } catch {
    // Never installed, or npm was interrupted.
  }
  return Object.entries(lock).filter(
    ([path, { version, optional, link }]) =>
      path !== '' && !optional && !link && (installed[path]?.version !== version || !existsSync(join(folder, path))),
  ).length;
}

/** Installs what the lock file says when anything of it is missing. @throws Failure */
export async function install(say = console.log, folder = root) {
  const missing = missingPackages(folder);
  if (missing === 0) return;
  say(`Installing packages (${missing} missing; the first time takes about half a minute) …`);
  const wanted = Object.keys(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages).filter(
    (path) => path !== '',
  );
  const started = Date.now();
  const { code, output } = await quietly(
    ...npm([
      'ci',
      '--include=dev',
      '--no-audit',
      '--loglevel=error',
      '--no-fund',
      '--prefer-offline',
      '--fetch-retry-mintimeout=1000',
      '--fetch-retry-maxtimeout=8000',
    ]),
    folder,
    () => {
      const there = wanted.filter((path) => existsSync(join(folder, path, 'package.json'))).length;
      say(`  … ${seconds(started)} s, ${there} of at most ${wanted.length} packages unpacked`);
    },
  );
  if (code !== 0) throw new Failure(explainInstall(output));
  say(`Packages installed in ${seconds(started)} s.`);
}

/** A fingerprint of everything a build reads. */
export function sourceFingerprint(folder = root) {
  const hash = createHash('sha256');
  const add = (path) => hash.update(relative(folder, path)).update('\0').update(readFileSync(path)).update('\0');
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json']) add(join(folder, name));
  for (const name of ['apps', 'libs', 'projections']) for (const path of sources(join(folder, name))) add(path);
  return hash.digest('hex');
}

function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
      return entry.name.endsWith('.spec.ts') ? [] : [path];
    });
}

/** Builds when there is no build of these very sources. @throws Failure */
export async function build(say = console.log, folder = root) {
  const dist = join(folder, 'dist');
  const stamp = join(dist, '.built');
  const fingerprint = sourceFingerprint(folder);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  say(existsSync(stamp) ? 'Building (the sources have changed) …' : 'Building …');
  const started = Date.now();
  // What is left of sources that are gone would still be found by imports.
  rmSync(dist, { recursive: true, force: true });
  const nest = join(folder, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { code, output } = await quietly(process.execPath, [nest, 'build', 'standalone'], folder, () =>
    say(`  … ${seconds(started)} s`),
  );
  if (code !== 0) throw new Failure(explainBuild(output));
  try {
    writeFileSync(stamp, fingerprint);
  } catch (error) {
    throw new Failure(explainBuild(String(error.code)));
  }
  say(`Built in ${seconds(started)} s.`);
}

/** Runs a tool of node_modules with the terminal as its own. @returns its exit code */
export function runNode(args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env });
    // Ctrl-C reaches the child by itself; waiting for it keeps its last lines before the prompt.
    const wait = () => {};
    process.on('SIGINT', wait);
    const end = () => child.kill('SIGTERM');
    process.once('SIGTERM', end);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', end);
      resolve(signal === null ? (code ?? 1) : 130);
    });
  });
}

/** npm as it was started, so that the same version goes on. */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)) return [process.execPath, [cli, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

/** Runs a command and keeps its output; `tick` is called every few seconds while it lasts. */
function quietly(command, args, folder, tick) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setInterval(tick, 5000);
    const end = () => child.kill('SIGTERM');
    process.once('SIGTERM', end);
    const done = (code, more = '') => {
      clearInterval(timer);
      process.off('SIGTERM', end);
      resolve({ code, output: output + more });
    };
    child.on('error', (error) => done(1, `npm error ${error.message}`));
    child.on('close', (code) => done(code ?? 1));
  });
}

function seconds(started) {
  return Math.round((Date.now() - started) / 1000);
}
