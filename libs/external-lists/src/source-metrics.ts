import { Gauge, type Registry } from 'prom-client';

/** A list of somebody else, as it is measured. */
export interface MeasuredList {
  readonly listId: string;
  /** Since the version that stands was applied or last confirmed by its source; absent before the first. */
  readonly ageSeconds?: number;
  /** Whether a delivery waits for a second person. */
  readonly held: boolean;
  /** Whether the source gives nothing that can be used. */
  readonly failing: boolean;
}

/** What lists of others are measured by, asked when metrics are; labels are ids of lists. */
export function measureExternalLists(registry: Registry, lists: () => Promise<readonly MeasuredList[]>): void {
  const gauge = (name: string, help: string, value: (list: MeasuredList) => number | undefined): void => {
    new Gauge({
      name,
      help,
      labelNames: ['list'],
      registers: [registry],
      async collect() {
        this.reset();
        // Metrics are told without the database too.
        for (const list of await lists().catch(() => [])) {
          const measured = value(list);
          if (measured !== undefined) this.set({ list: list.listId }, measured);
        }
      },
    });
  };
  gauge(
    'mingdan_external_list_age_seconds',
    'Time since the version of a list that stands was applied or confirmed by its source',
    ({ ageSeconds }) => ageSeconds,
  );
  gauge('mingdan_external_list_held', 'Whether a delivery of a list waits for a second person', ({ held }) => +held);
  gauge(
    'mingdan_external_list_failing',
    'Whether the source of a list gives nothing usable',
    ({ failing }) => +failing,
  );
}
