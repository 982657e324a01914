import fc from 'fast-check';
import { RuleRefusal } from '#libs/rules';
import {
  decideWebhook,
  evolveWebhook,
  type RegisterWebhook,
  type WebhookCommand,
  type WebhookContext,
  type WebhookEvent,
  type WebhookState,
} from './webhook-stream.js';

const context: WebhookContext = {
  webhookId: 'w-1',
  now: '2026-09-18T01:00:00.000Z',
  isUnit: (unitId) => unitId === 'unit-c',
  overlapHours: 24,
};
const registering: RegisterWebhook = {
  type: 'RegisterWebhook',
  webhookId: 'w-1',
  url: 'https://receiver.example.cn/hook',
  consumerUnitId: 'unit-c',
  listKinds: ['BLACK'],
  startFrom: 'NOW',
  secret: { secretId: 's-1', value: 'whsec_one' },
};
const rotating: WebhookCommand = { type: 'RotateWebhookSecret', secret: { secretId: 's-2', value: 'whsec_two' } };

const given = (...events: readonly WebhookEvent[]) => {
  const state = events.reduce(evolveWebhook, {} as WebhookState);
  return {
    state,
    when: (command: WebhookCommand) => decideWebhook(command, state, context),
    refuses: (command: WebhookCommand): string => {
      try {
        return `decided ${decideWebhook(command, state, context).length}`;
      } catch (error) {
        return error instanceof RuleRefusal ? error.code : String(error);
      }
    },
  };
};
const registered = given().when(registering);

describe('a webhook (3.12)', () => {
  it('is registered with its secret marked to be sealed under a key of its own', () => {
    expect(registered).toEqual([
      {
        type: 'WebhookRegistered',
        data: {
          ...{
            url: registering.url,
            consumerUnitId: 'unit-c',
            listKinds: ['BLACK'],
            startFrom: 'NOW',
            secretId: 's-1',
          },
          secret: { $personal: { about: 'w-1', scope: 's-1', value: 'whsec_one' } },
        },
      },
    ]);
  });

  it('is refused for a unit that nobody knows, for no list, and twice', () => {
    expect(given().refuses({ ...registering, consumerUnitId: 'unit-z' })).toBe('UNIT_UNKNOWN');
    expect(given().refuses({ ...registering, listKinds: [] })).toBe('WEBHOOK_LISTS_MISSING');
    expect(given(...registered).refuses(registering)).toBe('WEBHOOK_EXISTS');
  });

  it('has to be there for everything else, and not to have been removed', () => {
    const others: readonly WebhookCommand[] = [
      { type: 'ChangeWebhookEndpoint', url: 'https://other.example.cn/' },
      rotating,
      { type: 'PauseWebhook' },
      { type: 'ResumeWebhook' },
      { type: 'OrderWebhookReplay', scope: 'BEGINNING' },
    ];
    const removed = given(...registered, { type: 'WebhookRemoved', data: {} });
    for (const command of others) {
      expect([command.type, given().refuses(command)]).toEqual([command.type, 'WEBHOOK_UNKNOWN']);
      expect([command.type, removed.refuses(command)]).toEqual([command.type, 'WEBHOOK_REMOVED']);
    }
    expect(given().refuses({ type: 'RemoveWebhook' })).toBe('WEBHOOK_UNKNOWN');
    expect(removed.when({ type: 'RemoveWebhook' })).toEqual([]);
  });

  it('keeps the former secret for a day, and no older one', () => {
    const once = given(...registered).when(rotating);
    const third: WebhookCommand = { type: 'RotateWebhookSecret', secret: { secretId: 's-3', value: 'whsec_three' } };
    const twice = given(...registered, ...once).when(third);
    const { webhook } = given(...registered, ...once, ...twice).state;
    expect(webhook?.secrets).toMatchObject([
      { secretId: 's-3' },
      { secretId: 's-2', endsAt: '2026-09-19T01:00:00.000Z' },
    ]);
    expect(webhook?.secrets[0]).not.toHaveProperty('endsAt');
  });

  it('delivers again from a place only when the place is named', () => {
    const place = { position: '0000000000000042', eventId: 'e-1' };
    const hook = given(...registered);
    expect(hook.refuses({ type: 'OrderWebhookReplay', scope: 'PLACE' })).toBe('WEBHOOK_REPLAY_PLACE');
    expect(hook.refuses({ type: 'OrderWebhookReplay', scope: 'DEAD_LETTERS', place })).toBe('WEBHOOK_REPLAY_PLACE');
    expect(hook.when({ type: 'OrderWebhookReplay', scope: 'PLACE', place })).toEqual([
      { type: 'WebhookReplayOrdered', data: { scope: 'PLACE', position: place.position, afterEventId: 'e-1' } },
    ]);
  });

  it('finds what is so already done: the same command again decides nothing', () => {
    const commands = fc.constantFrom<WebhookCommand>(
      registering,
      { type: 'ChangeWebhookEndpoint', url: 'https://other.example.cn/' },
      { type: 'PauseWebhook' },
      { type: 'ResumeWebhook' },
      { type: 'RemoveWebhook' },
    );
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 20 }), (sequence) => {
        let state: WebhookState = {};
        for (const command of sequence) {
          let events: readonly WebhookEvent[];
          try {
            events = decideWebhook(command, state, context);
          } catch (error) {
            expect(error).toBeInstanceOf(RuleRefusal);
            continue;
          }
          const wasRemoved = state.webhook?.state === 'REMOVED';
          state = events.reduce(evolveWebhook, state);
          // Nothing brings back what was removed.
          if (wasRemoved) expect(state.webhook?.state).toBe('REMOVED');
          if (command.type !== 'RegisterWebhook') expect(decideWebhook(command, state, context)).toEqual([]);
        }
      }),
    );
  });

  it('leaves alone what it does not know', () => {
    const { state } = given(...registered);
    const strange = { type: 'SomethingLater', data: { a: 1 } } as unknown as WebhookEvent;
    expect(evolveWebhook(state, strange)).toEqual(state);
    expect(evolveWebhook({}, strange)).toEqual({});
  });
});
