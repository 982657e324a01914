/** `degraded`: something does not work, but requests are answered. */
export type HealthState = 'up' | 'degraded' | 'down';

export interface HealthResult {
  readonly state: HealthState;
  /** For operators: names of parts and positions, never data of a subject. */
  readonly detail?: string;
}

export interface HealthReport {
  readonly status: HealthState;
  readonly checks: Readonly<Record<string, HealthResult & { readonly ms: number }>>;
}

export interface HealthCheck {
  /** Unique, for a machine to read: `event-store`, `projection:current-lists`. */
  readonly name: string;
  /** When false, its being down only degrades the whole: the process can still be of use. */
  readonly critical: boolean;
  /** Anything thrown counts as down. */
  run(): HealthResult | Promise<HealthResult>;
}

const TIME_LIMIT_MS = 2000;

/** The parts that a process depends on, and how they are. */
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>();
  private stopping = false;

  /** @returns a function that takes the check out again */
  register(check: HealthCheck): () => void {
    if (this.checks.has(check.name)) throw new Error(`a health check named ${check.name} is there already`);
    this.checks.set(check.name, check);
    return () => void this.checks.delete(check.name);
  }

  /** From now on the process is not ready: it is shutting down. */
  drain(): void {
    this.stopping = true;
  }

  /** Asks every part, all at once, none longer than two seconds. Never rejects. */
  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks.values()].map(async (check) => {
        const started = performance.now();
        const result = await this.ask(check);
        return { check, result: { ...result, ms: Math.round(performance.now() - started) } };
      }),
    );
    let status: HealthState = this.stopping ? 'down' : 'up';
    for (const { check, result } of results) {
      if (result.state === 'up') continue;
      if (result.state === 'down' && check.critical) status = 'down';
      else if (status === 'up') status = 'degraded';
    }
    return {
      status,
      checks: {
        ...(this.stopping ? { process: { state: 'down', detail: 'stopping', ms: 0 } } : {}),
        ...Object.fromEntries(results.map(({ check, result }) => [check.name, result])),
      },
    };
  }

  private async ask(check: HealthCheck): Promise<HealthResult> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        // Through a promise, so that a check that throws at once is caught too.
        Promise.resolve().then(() => check.run()),
        new Promise<HealthResult>((resolve) => {
          timer = setTimeout(() => resolve({ state: 'down', detail: 'no answer in time' }), TIME_LIMIT_MS);
        }),
      ]);
    } catch (error) {
      return { state: 'down', detail: error instanceof Error ? error.name : 'error' };
    } finally {
      clearTimeout(timer);
    }
  }
}
