import { mirroredLists, PROJECTION_MIGRATIONS } from '#projections';
import { migrationsWith, openRuntime, Started, type ProcessPlan } from '#libs/composition';
import { projectorOf } from './projector-of.js';

/**
 * The daemon as a process of its own: health and metrics, and no other address. Any number may run; each projection and
 * side process is followed by one of them, and another takes over when it is gone.
 */
export const projectorProcess: ProcessPlan = {
  name: 'projector',
  purpose: 'daemon',
  defaultPort: 3003,
  migrations: migrationsWith(PROJECTION_MIGRATIONS),
  mappers: [],
  async open(foundation) {
    const started = new Started();
    const runtime = await openRuntime(foundation, { publishesShipped: false, mirrors: mirroredLists });
    started.push(() => runtime.close());
    const projector = projectorOf(runtime, foundation);
    started.push(() => projector.close());
    projector.start();
    return { modules: [], close: () => started.stop() };
  },
};
