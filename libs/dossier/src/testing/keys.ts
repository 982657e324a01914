import type { ProducedEvent } from '../events.js';
import type { KeyRef } from '../shared.js';

/** What a vault would hold after these events: a key for every mark, but for those that were destroyed. */
export function keysIn(events: readonly ProducedEvent[]): readonly KeyRef[] {
  const keys = new Map<string, KeyRef>();
  for (const event of events) {
    JSON.stringify(event, (_, value: unknown) => {
      const mark = (value as { $personal?: KeyRef } | null)?.$personal;
      if (mark) keys.set(`${mark.about} ${mark.scope}`, { about: mark.about, scope: mark.scope });
      return value;
    });
    if (event.type === 'PersonalDataErased')
      for (const { about, scope } of event.data.keys) keys.delete(`${about} ${scope}`);
  }
  return [...keys.values()];
}
