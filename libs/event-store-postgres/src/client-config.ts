import type { ClientConfig } from 'pg';

/** The same settings but for these, also what is not enumerable among them: the password of a pool. */
export function withSettings(config: ClientConfig, settings: ClientConfig): ClientConfig {
  return Object.assign(Object.defineProperties({}, Object.getOwnPropertyDescriptors(config)), settings);
}
