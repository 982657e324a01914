import type { EventProcess } from '#libs/read-store';

/** Names of the side processes, for who asks how far they are without running them. */
export const SIDE_PROCESSES = [
  'exit-chain',
  'dossiers-joined',
  'joint-measures',
  'complaints-split',
  'standard-review',
  'erasure',
  'calendar-recompute',
] as const;

/** A side process that another process of the product runs. */
export function watchedProcess(name: string): EventProcess {
  return { name, handle: () => Promise.reject(new Error(`${name} runs in the projector`)) };
}
