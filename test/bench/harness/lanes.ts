/** Lists of work: the lists are worked on at once, the items of one list one after another. */
export type Lanes<T> = readonly (readonly T[])[];

export function lanesOf<T>(atOnce: number, turns: number, make: (lane: number, turn: number) => T): Lanes<T> {
  return Array.from({ length: atOnce }, (_, lane) => Array.from({ length: turns }, (__, turn) => make(lane, turn)));
}

/**
 * @param took takes the milliseconds of each item
 * @returns how many items there were
 */
export async function workOff<T>(
  lanes: Lanes<T>,
  work: (item: T) => Promise<unknown>,
  took?: number[],
): Promise<number> {
  let done = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      for (const item of lane) {
        const began = performance.now();
        await work(item);
        took?.push(performance.now() - began);
        done += 1;
      }
    }),
  );
  return done;
}
