import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalText } from '#libs/rules';
import { SealBroken, Vault, VaultKeyMissing } from '#libs/vault';
import { identifierKey, type AskedIdentifierDto } from './asked-identifier.js';

/** An entry as it was seen: its own revision and that of its dossier. */
export type SeenEntry = readonly [entryId: string, entryRevision: number, streamRevision: number];

/** What a receipt proves. */
export interface Receipt {
  readonly queryId: string;
  /** Instant of the answer. */
  readonly asOf: string;
  readonly today: string;
  /** How far the lists were. */
  readonly position?: string | undefined;
  readonly userId: string;
  readonly unitId?: string | undefined;
  readonly role: string;
  readonly purposeCode: string;
  readonly matterNo: string;
  /** Digest of the number of the query with the identifier asked. */
  readonly asked: string;
  /** Digest of the answer without its receipt. */
  readonly answered: string;
  readonly seen: readonly SeenEntry[];
}

/** Whose keys these are in the vault: those of the service itself. */
const ABOUT = 'decision-receipts';
/** Receipts come in steps of this length, so that none tells by it who asked. */
const BLOCK = 128;
const TOKEN = /^(\d{4}-\d\d)\.([\w-]{100,8000})$/;

/**
 * Seals what was answered into a token that tells its holder nothing, and opens it again (3.18). The keys are the
 * vault's, one for each month: they are backed up with it and wrapped anew when the master key is.
 */
@Injectable()
export class Receipts {
  constructor(private readonly vault: Vault) {}

  /** @throws VaultUnavailable */
  async seal(receipt: Receipt): Promise<string> {
    const text = JSON.stringify(receipt);
    const padded = text.padEnd(text.length + BLOCK - (Buffer.byteLength(text) % BLOCK));
    const month = receipt.today.slice(0, 7);
    const box = await this.vault.sealBytes({ about: ABOUT, scope: month }, Buffer.from(padded));
    return `${month}.${box.toString('base64url')}`;
  }

  /** @returns undefined for what is no receipt of ours, or was altered. @throws VaultUnavailable */
  async open(token: string): Promise<Receipt | undefined> {
    const [, month = '', box = ''] = TOKEN.exec(token) ?? [];
    const bytes = Buffer.from(box, 'base64url');
    // One token for one receipt: what decodes alike and is written otherwise was altered.
    if (month === '' || bytes.toString('base64url') !== box) return undefined;
    try {
      const opened = await this.vault.openBytes({ about: ABOUT, scope: month }, bytes);
      return opened && (JSON.parse(opened.toString('utf8')) as Receipt);
    } catch (error) {
      if (error instanceof SealBroken || error instanceof VaultKeyMissing) return undefined;
      throw error;
    }
  }
}

/** Binds a receipt to the subject that was asked about. */
export function askedDigest(queryId: string, identifier: AskedIdentifierDto): string {
  return digest(`${queryId} ${identifierKey(identifier)}`);
}

/** Binds a receipt to an answer without its receipt; the same however its members are ordered. */
export function answerDigest(answer: object): string {
  return digest(canonicalText(answer));
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}
