import type { HealthCheck } from '#libs/platform';
import type { ProjectionRunner } from '#libs/read-store';

/** One that has failed degrades the whole: the others go on, and commands and questions are answered. */
export function projectionsCheck(runner: ProjectionRunner): HealthCheck {
  return {
    name: 'projections',
    critical: false,
    run: async () => {
      const { ok, followers } = await runner.health();
      const failed = followers.filter((f) => f.state === 'FAILED').map((f) => f.name);
      return ok ? { state: 'up' } : { state: 'down', detail: `stopped by an error: ${failed.join(', ')}` };
    },
  };
}
