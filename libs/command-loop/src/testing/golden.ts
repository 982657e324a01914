import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '#libs/event-store';

/*
 * Golden events: one file `Type.vN[.variant].json` for every type and version that was ever released, exactly as the log
 * holds it. A file that is there is never changed and never removed; a change of an event that shows in its shape is a
 * new version, with an upcaster and a new file.
 */

/** An event as the log holds it. */
export interface Golden {
  readonly eventType: string;
  readonly schemaVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The golden events of a folder, by the name of their file without its ending. */
export function goldenIn(folder: string): ReadonlyMap<string, Golden> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Golden]),
  );
}

/** The golden events beside a spec. */
export function goldenBeside(spec: string): ReadonlyMap<string, Golden> {
  return goldenIn(fileURLToPath(new URL('.', spec)));
}

/** Types that have a golden event without a variant. */
export function plainTypes(golden: ReadonlyMap<string, Golden>): readonly string[] {
  return [...golden.keys()].flatMap((name) => /^([A-Za-z]+)\.v1$/.exec(name)?.[1] ?? []).sort();
}

/** Fields and the kinds of their values, so that events can be compared by their shape. */
export function shapesOf(events: Iterable<Golden>): readonly string[] {
  const shapes = [...events].map(
    ({ eventType, schemaVersion, data, metadata }) =>
      `${eventType} v${schemaVersion} ${JSON.stringify(shapeOf({ data, metadata }))}`,
  );
  return [...new Set(shapes)].sort();
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  if ('$sealed' in value) return 'sealed';
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]): [string, unknown] => [name, shapeOf(item)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What of a recorded event is golden. */
export function goldenOf({ eventType, schemaVersion, data, metadata }: RecordedEvent): Golden {
  return { eventType, schemaVersion, data, metadata };
}

/** Seals as the vault does, but for the cipher: every box is the same. */
export async function sealedAlike<T>(value: T): Promise<T> {
  return JSON.parse(
    JSON.stringify(value).replaceAll(
      /\{"\$personal":\{"about":("[^"]*"),"scope":("[^"]*"),"value":"[^"]*"\}\}/g,
      '{"$sealed":{"about":$1,"scope":$2,"box":"AQID"}}',
    ),
  ) as T;
}
