import { CommandLoop } from '#libs/command-loop';
import { MemoryEventStore } from '#libs/event-store';
import {
  goldenBeside,
  goldenOf,
  plainTypes,
  sealedAlike,
  shapesOf,
  type Golden,
} from '../../../command-loop/src/testing/golden.js';
import { WebhookCommands } from '../webhook-kind.js';
import { evolveWebhook, type WebhookCommand, type WebhookEvent, type WebhookEventMap } from '../webhook-stream.js';

const golden = goldenBeside(import.meta.url);

const TYPES = {
  WebhookRegistered: true,
  WebhookEndpointChanged: true,
  WebhookSecretRotated: true,
  WebhookPaused: true,
  WebhookResumed: true,
  WebhookRemoved: true,
  WebhookReplayOrdered: true,
} satisfies Record<keyof WebhookEventMap, true>;

/** Everything that can happen to a webhook, as it is stored today. */
async function storedNow(): Promise<readonly Golden[]> {
  const store = new MemoryEventStore();
  const commands = new WebhookCommands({
    loop: new CommandLoop(store, { now: () => '2026-09-18T01:00:00.000Z' }),
    vault: { seal: sealedAlike },
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
  for await (const event of store.readStream(`webhook-${webhookId}`)) stored.push(goldenOf(event));
  return stored;
}

describe('golden events of webhooks', () => {
  it('are there for every type, once without a variant', () => {
    expect(plainTypes(golden)).toEqual(Object.keys(TYPES).sort());
  });

  it('have the shape that is stored today, and what is stored today has theirs', async () => {
    const stored = await storedNow();
    expect(stored.every(({ schemaVersion }) => schemaVersion === 1)).toBe(true);
    expect(shapesOf(stored)).toEqual(shapesOf(golden.values()));
    expect(JSON.stringify(stored.map(({ data, metadata }) => ({ data, metadata })))).not.toContain('whsec_');
  });

  it('fold to what they say', () => {
    const event = (name: string): WebhookEvent => {
      const { eventType, data } = golden.get(name) ?? {};
      return { type: eventType, data } as unknown as WebhookEvent;
    };
    const order = ['Registered', 'EndpointChanged', 'SecretRotated', 'Paused', 'Resumed', 'ReplayOrdered', 'Removed'];
    const { webhook } = order.map((name) => event(`Webhook${name}.v1`)).reduce(evolveWebhook, {});
    expect(webhook).toMatchObject({
      ...{ url: 'https://receiver.example.cn/hooks/2', consumerUnitId: 'unit-c', listKinds: ['RED', 'BLACK'] },
      ...{ startFrom: 'NOW', state: 'REMOVED', replays: [{ scope: 'PLACE', position: '0000000000000042' }] },
    });
    expect(webhook?.secrets).toHaveLength(2);
    for (const name of golden.keys()) expect(evolveWebhook({}, event(name))).toBeDefined();
  });
});
