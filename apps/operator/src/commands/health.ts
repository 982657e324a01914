import type { HealthReport } from '#libs/platform';
import { OperatorFailure, type AddCommand } from '../terminal.js';

/** `operator health`: asks a running server how it is; fails when it is down or does not answer. */
export const addHealthCommand: AddCommand = (program, terminal) => {
  program
    .command('health')
    .description('ask a running server how its parts are')
    .option('--url <address>', 'address of the server', 'http://127.0.0.1:3000')
    .action(async ({ url }: { url: string }) => {
      const report = await ask(url);
      for (const [name, { state, detail, ms }] of Object.entries(report.checks)) {
        terminal.print(`${state.padEnd(8)}  ${name}  ${detail ?? ''} (${ms} ms)`);
      }
      if (report.status === 'down') throw new OperatorFailure('The server is not ready.');
    });
};

async function ask(url: string): Promise<HealthReport> {
  if (!URL.canParse(url)) throw new OperatorFailure('--url must be an address such as http://127.0.0.1:3000.');
  try {
    const answer = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(5000) });
    return (await answer.json()) as HealthReport;
  } catch (error) {
    throw new OperatorFailure(`No server of Mingdan answers at ${url}.`, { cause: error });
  }
}
