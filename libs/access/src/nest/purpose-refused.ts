import type { ProblemSpec } from '#libs/platform';

/**
 * Whether a request is refused because it does not say well for what it looks somebody up (`purpose`, or `lookup` beside
 * a command). Such an attempt is registered (6.2), though other malformed requests are not.
 */
export function isAboutPurpose({ status, pointers = [] }: ProblemSpec): boolean {
  return status === 400 && pointers.some(({ pointer }) => /^\/(purpose|lookup)(\/|$)/.test(pointer ?? ''));
}
