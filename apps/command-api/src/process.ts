import { mirroredLists, PROJECTION_MIGRATIONS } from '#projections';
import { accessProblem } from '#libs/access';
import {
  documentApi,
  migrationsWith,
  openRuntime,
  openVerifier,
  RuntimeModule,
  Started,
  type ProcessPlan,
} from '#libs/composition';
import { evidenceProblem } from '#libs/evidence';
import { vaultProblem } from '#libs/vault';
import { commandProblem } from './command-problems.js';
import { commandSide } from './command-side.js';
import { withProblemExamples } from './http/api-problem.js';

/** The writing side as a process of its own. It also brings the reference data of its release into the log. */
export const commandApiProcess: ProcessPlan = {
  name: 'command-api',
  purpose: 'api',
  defaultPort: 3001,
  migrations: migrationsWith(PROJECTION_MIGRATIONS),
  mappers: [commandProblem, accessProblem, vaultProblem, evidenceProblem],
  inlineStyleUnder: ['/docs'],
  async open(foundation) {
    const started = new Started();
    const runtime = await openRuntime(foundation, { publishesShipped: true, mirrors: mirroredLists });
    started.push(() => runtime.close());
    try {
      const verifier = await openVerifier(foundation.configuration, runtime.vault);
      return {
        modules: [RuntimeModule.of(runtime, verifier), ...commandSide(runtime, foundation)],
        close: () => started.stop(),
      };
    } catch (error) {
      await started.stop().catch(() => undefined);
      throw error;
    }
  },
  prepare: (app) =>
    documentApi(app, {
      title: '名单 Mingdan · 命令 Commands',
      description:
        '红名单、黑名单与重点关注名单：命令、批量与证据。\n\nRed, black and focus lists: commands, lists in bulk and evidence.',
      finish: withProblemExamples,
    }),
};
