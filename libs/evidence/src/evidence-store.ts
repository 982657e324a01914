/** Where encrypted bytes are kept, by the SHA-256 (hex) of these bytes. Knows no keys and no names. */
export abstract class EvidenceStore {
  /** Durable when it returns; the same bytes again are one. @returns their SHA-256, hex */
  abstract put(bytes: Uint8Array): Promise<string>;

  /** @throws EvidenceMissing; EvidenceTampered when what is there has another hash */
  abstract get(sha256: string): Promise<Buffer>;

  /** Harmless to repeat. */
  abstract delete(sha256: string): Promise<void>;
}
