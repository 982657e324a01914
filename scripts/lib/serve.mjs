// Runs the standalone server as a child and sees to it that the child ends when it should, and in order.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * Node flags of every process of the product. The young generation is large, since a page of the log lives while the next
 * one arrives: smaller, its events are copied about several times before they die.
 */
export const NODE_FLAGS = ['--enable-source-maps', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=64'];

/** @returns the exit code of the server */
export function serve(args) {
  return new Promise((resolve, reject) => {
    const main = join(root, 'dist', 'apps', 'standalone', 'src', 'main.js');
    // The channel tells the server when this process is gone, also by kill -9.
    const child = spawn(process.execPath, [...NODE_FLAGS, main, ...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    // Ctrl-C reaches the whole group and is forwarded too; the server takes the two for one.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

    // A SIGTERM to npm ends npm and nobody else: notice that the parent is gone.
    const parent = process.ppid;
    const watch =
      process.env.npm_lifecycle_event === undefined
        ? undefined
        : setInterval(() => {
            if (process.ppid === parent) return;
            clearInterval(watch);
            child.kill('SIGTERM');
          }, 500);

    child.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(signal === null ? (code ?? 1) : 128);
    });
  });
}
