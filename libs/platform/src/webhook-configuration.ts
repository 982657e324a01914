import { isIP } from 'node:net';
import type { Variables } from './secret-variable.js';

/** Where webhooks may deliver, and how patiently. */
export interface WebhookConfiguration {
  /** Private networks that are allowed beside the public internet: addresses, or networks in CIDR form. */
  readonly networks: readonly string[];
  /** Seconds between attempts; after the last a message is a dead letter. Without it, as Standard Webhooks recommends. */
  readonly pauses?: readonly number[];
}

const NETWORK = /^(?<address>[0-9a-fA-F.:]+)(\/(?<prefix>\d{1,3}))?$/;
const SECONDS = /^\d{1,6}(\.\d{1,3})?$/;

/** Reads `MINGDAN_WEBHOOK_NETWORKS` and `MINGDAN_WEBHOOK_PAUSES`, both with commas between their items. */
export function readWebhooks(variable: Variables, problems: string[]): WebhookConfiguration {
  const items = (name: string): readonly string[] | undefined =>
    variable(name)
      ?.split(',')
      .map((item) => item.trim());
  const networks = items('MINGDAN_WEBHOOK_NETWORKS') ?? [];
  for (const network of networks) {
    if (!isNetwork(network)) problems.push(`MINGDAN_WEBHOOK_NETWORKS: ${network} is no address or network`);
  }
  const pauses = items('MINGDAN_WEBHOOK_PAUSES');
  if (pauses?.some((pause) => !SECONDS.test(pause))) {
    problems.push('MINGDAN_WEBHOOK_PAUSES must be numbers of seconds, as 5,300,1800');
  }
  return { networks, ...(pauses !== undefined && { pauses: pauses.map(Number) }) };
}

function isNetwork(text: string): boolean {
  const { address = '', prefix } = NETWORK.exec(text)?.groups ?? {};
  const family = isIP(address);
  return family !== 0 && (prefix === undefined || Number(prefix) <= (family === 4 ? 32 : 128));
}
