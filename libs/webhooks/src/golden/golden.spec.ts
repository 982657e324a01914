import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandLoop } from '#libs/command-loop';
import { MemoryEventStore } from '#libs/event-store';
import { WebhookCommands } from '../webhook-kind.js';
import { evolveWebhook, type WebhookCommand, type WebhookEvent, type WebhookEventMap } from '../webhook-stream.js';

/*
 * Golden events: one file `Type.vN[.variant].json` for every type and version that was ever released, exactly as the log
 * holds it. A file that is here is never changed and never removed; a change of an event that shows in its shape is a
 * new version, with an upcaster and a new file.
 */

interface Golden {
  readonly eventType: keyof WebhookEventMap;
  readonly schemaVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(here).filter((file) => file.endsWith('.json'));
const read = (file: string): Golden => JSON.parse(readFileSync(`${here}/${file}`, 'utf8')) as Golden;

const TYPES = {
  WebhookRegistered: true,
  WebhookEndpointChanged: true,
  WebhookSecretRotated: true,
  WebhookPaused: true,
  WebhookResumed: true,
  WebhookRemoved: true,
  WebhookReplayOrdered: true,
} satisfies Record<keyof WebhookEventMap, true>;

/** Fields and the kinds of their values. */
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

/** Everything that can happen to a webhook, as it is stored today. */
async function storedNow(): Promise<readonly Golden[]> {
  const store = new MemoryEventStore();
  const seal = async <T>(value: T): Promise<T> =>
    JSON.parse(
      JSON.stringify(value).replaceAll(
        /\{"\$personal":\{"about":("[^"]*"),"scope":("[^"]*"),"value":"[^"]*"\}\}/g,
        '{"$sealed":{"about":$1,"scope":$2,"box":"AQID"}}',
      ),
    ) as T;
  const commands = new WebhookCommands({
    loop: new CommandLoop(store, { now: () => '2026-09-18T01:00:00.000Z' }),
    vault: { seal },
    isUnit: () => true,
  });
  const webhookId = '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10';
  const secret = (secretId: string) => ({ secretId, value: 'whsec_C2FVsBQIhrscChlQIMV' });
  const given: readonly WebhookCommand[] = [
    {
      ...{ type: 'RegisterWebhook', webhookId, url: 'https://receiver.example.cn/', consumerUnitId: 'unit-c' },
      ...{ listKinds: ['BLACK'], startFrom: 'NOW', secret: secret('s-1') },
    },
    { type: 'ChangeWebhookEndpoint', url: 'https://receiver.example.cn/2' },
    { type: 'RotateWebhookSecret', secret: secret('s-2') },
    { type: 'PauseWebhook' },
    { type: 'ResumeWebhook' },
    { type: 'OrderWebhookReplay', scope: 'DEAD_LETTERS' },
    { type: 'OrderWebhookReplay', scope: 'PLACE', place: { position: '01', eventId: 'e-1' } },
    { type: 'RemoveWebhook' },
  ];
  const actor = { userId: 'platform-operator', unitId: 'unit-p', role: 'PLATFORM_OPERATOR' };
  for (const [i, command] of given.entries()) {
    const commandId = `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a0${i}`;
    await commands.run({ webhookId, command, actor, commandId, fingerprint: 'ab'.repeat(32) });
  }
  const stored: Golden[] = [];
  for await (const event of store.readStream(`webhook-${webhookId}`)) stored.push(event as unknown as Golden);
  return stored;
}

describe('golden events of webhooks', () => {
  it('are there for every type, once without a variant', () => {
    const plain = files.filter((file) => /^[A-Za-z]+\.v1\.json$/.test(file)).map((file) => file.split('.')[0]);
    expect(plain.sort()).toEqual(Object.keys(TYPES).sort());
  });

  it('have the shape that is stored today, and what is stored today has theirs', async () => {
    const shapesOf = (events: readonly Golden[]): readonly string[] => {
      const shapes = events.map(
        ({ eventType, data, metadata }) => `${eventType} ${JSON.stringify(shapeOf({ data, metadata }))}`,
      );
      return [...new Set(shapes)].sort();
    };
    const stored = await storedNow();
    expect(stored.every(({ schemaVersion }) => schemaVersion === 1)).toBe(true);
    expect(shapesOf(stored)).toEqual(shapesOf(files.map(read)));
    expect(JSON.stringify(stored.map(({ data, metadata }) => ({ data, metadata })))).not.toContain('whsec_');
  });

  it('fold to what they say', () => {
    const event = (file: string): WebhookEvent => {
      const { eventType, data } = read(file);
      return { type: eventType, data } as unknown as WebhookEvent;
    };
    const order = ['Registered', 'EndpointChanged', 'SecretRotated', 'Paused', 'Resumed', 'ReplayOrdered', 'Removed'];
    const { webhook } = order.map((name) => event(`Webhook${name}.v1.json`)).reduce(evolveWebhook, {});
    expect(webhook).toMatchObject({
      ...{ url: 'https://receiver.example.cn/hooks/2', consumerUnitId: 'unit-c', listKinds: ['RED', 'BLACK'] },
      ...{ startFrom: 'NOW', state: 'REMOVED', replays: [{ scope: 'PLACE', position: '0000000000000042' }] },
    });
    expect(webhook?.secrets).toHaveLength(2);
    for (const file of files) expect(evolveWebhook({}, event(file))).toBeDefined();
  });
});
