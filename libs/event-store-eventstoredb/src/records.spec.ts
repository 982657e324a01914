import { ForeignEvent } from './faults.js';
import type { SentEvent } from './read-answer.js';
import { isOurs, positionOf, recordedOf, StreamNames } from './records.js';

const names = new StreamNames('mingdan.');
const stored = (content: Partial<SentEvent> = {}): SentEvent => ({
  streamId: 'mingdan.dossier-1',
  id: '8f14e45f-ceea-467f-a0c1-3c5a1d2b3e4f',
  revision: 4n,
  commit: 700n,
  type: 'EntryProposed',
  isJson: true,
  data: '{"a":1}',
  metadata: '{"schemaVersion":2,"metadata":{"commandId":"c"}}',
  ...content,
});

describe('positions', () => {
  it('sort as strings as they sort in the log, beyond what a number holds', () => {
    const places = [0n, 9n, 10n, 2825009n, 2n ** 53n + 1n];
    const positions = places.map((commit) => positionOf({ commit }));
    expect([...positions].sort()).toEqual(positions);
    expect(positions[4]).toBe('9007199254740993');
  });
});

describe('recordedOf', () => {
  it('gives an event back as it was handed in, under its own stream id', () => {
    expect(recordedOf(stored(), names)).toEqual({
      streamId: 'dossier-1',
      revision: 4n,
      position: '0000000000000700',
      eventId: '8f14e45f-ceea-467f-a0c1-3c5a1d2b3e4f',
      eventType: 'EntryProposed',
      schemaVersion: 2,
      data: { a: 1 },
      metadata: { commandId: 'c' },
    });
  });

  it.each([
    ['what is not said to be JSON', { isJson: false }],
    ['broken data', { data: 'broken json' }],
    ['data that is no object', { data: '"text"' }],
    ['data that is a list', { data: '[]' }],
    ['no metadata', { metadata: '' }],
    ['other metadata', { metadata: '{"$correlationId":"x"}' }],
  ])('does not read %s as ours', (_, content) => {
    expect(() => recordedOf(stored(content), names)).toThrow(ForeignEvent);
  });
});

describe('isOurs', () => {
  it('keeps to the prefixes to the letter, and passes over tombstones', () => {
    expect(isOurs(stored(), ['mingdan.'])).toBe(true);
    expect(isOurs(stored(), ['mingdan.rules-', 'mingdan.dossier-'])).toBe(true);
    expect(isOurs(stored({ streamId: '$$mingdan.dossier-1' }), ['mingdan.'])).toBe(false);
    expect(isOurs(stored({ streamId: 'Mingdan.dossier-1' }), ['mingdan.'])).toBe(false);
    expect(isOurs(stored({ type: '$streamDeleted' }), ['mingdan.'])).toBe(false);
  });
});

describe('StreamNames', () => {
  it('puts the prefix before and takes it off', () => {
    expect(names.onServer('dossier-1')).toBe('mingdan.dossier-1');
    expect(names.fromServer('mingdan.dossier-1')).toBe('dossier-1');
    expect(names.prefixesOnServer(undefined)).toEqual(['mingdan.']);
    expect(names.prefixesOnServer(['dossier-', 'rules-'])).toEqual(['mingdan.dossier-', 'mingdan.rules-']);
  });

  it.each(['', 'mingdan', '$system.', 'a.b.', '.', 'with space.'])('refuses the prefix %j', (prefix) => {
    expect(() => new StreamNames(prefix)).toThrow(TypeError);
  });
});
