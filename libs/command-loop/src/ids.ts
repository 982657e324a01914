import { createHash } from 'node:crypto';
import { parse, validate } from 'uuid';

/** Never to be changed: ids in stored events were made with it. */
const NAMESPACE = parse('6f1d2c1e-5b0e-5c83-9a41-3d7f0c9b7a52');

/** A UUIDv5 of these parts, in this order. */
export function stableId(...parts: readonly string[]): string {
  return uuidOf(JSON.stringify(parts));
}

/** Of one text after the other. Every command hashes its whole events: `uuid` takes more than twice as long, for copies. */
function uuidOf(...texts: readonly string[]): string {
  const hash = createHash('sha1').update(NAMESPACE);
  for (const text of texts) hash.update(text);
  const hex = hash.digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** What makes a command the same command: who gave it, where, and under which id (D14). */
export interface CommandIdentity {
  readonly streamId: string;
  readonly actorId: string;
  readonly commandId: string;
}

/**
 * The id of the n-th event of a command. The fingerprint is part of it, so that two commands that race under one key
 * with different bodies are never taken for one and the same append by the store; and so is the event itself, as JSON.
 * Two processes that decide one command at one revision seal it anew and may decide it otherwise: where the store answers
 * that it has these events already, it must mean these very events.
 * @param event its JSON, in one part or in several
 */
export function eventIdOf(
  identity: CommandIdentity,
  fingerprint: string,
  index: number,
  ...event: readonly string[]
): string {
  const { streamId, actorId, commandId } = identity;
  const parts = ['event', streamId, actorId, commandId.toLowerCase(), fingerprint, String(index)];
  return uuidOf(JSON.stringify(parts), ...event);
}

/** A stable id for what a command creates: the same command and label, the same id. */
export function createdId(identity: CommandIdentity, label: string): string {
  return stableId('created', identity.streamId, identity.actorId, identity.commandId.toLowerCase(), label);
}

/** Key under which a stream remembers a command; ids of different actors never meet, since all ids are of one length. */
export function commandKey(actorId: string, commandId: string): string {
  return `${commandId.toLowerCase()} ${actorId}`;
}

export function isCommandId(text: string): boolean {
  return validate(text);
}
