import fc from 'fast-check';
import { v5 } from 'uuid';
import { createdId, eventIdOf, stableId } from './ids.js';

/** Written out again: ids in stored events were made with it. */
const NAMESPACE = '6f1d2c1e-5b0e-5c83-9a41-3d7f0c9b7a52';
const text = fc.string({ unit: 'binary' });

describe('ids that are made of what they name', () => {
  it('are UUIDs of version 5, as everybody makes them', () => {
    const ids = fc.record({ streamId: text, actorId: text, commandId: fc.uuid() });
    fc.assert(
      fc.property(ids, text, fc.nat(), text, (identity, label, index, json) => {
        const { streamId, actorId, commandId } = identity;
        const named = ['created', streamId, actorId, commandId, label];
        expect(createdId(identity, label)).toBe(v5(Buffer.from(JSON.stringify(named)), NAMESPACE));
        const event = ['event', streamId, actorId, commandId, label, String(index)];
        const id = v5(Buffer.from(`${JSON.stringify(event)}[${json}]`), NAMESPACE);
        expect(eventIdOf(identity, label, index, `[${json}]`)).toBe(id);
        expect(eventIdOf(identity, label, index, '[', json, ']')).toBe(id);
      }),
    );
  });

  it('stay the same from release to release', () => {
    expect(stableId('a', '名')).toBe('71912411-f9f0-5932-b3a9-b3d09582602c');
  });
});
