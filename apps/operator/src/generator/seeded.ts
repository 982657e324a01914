import { createCipheriv, createHash, type Cipher } from 'node:crypto';

/** Random numbers and bytes that are the same for the same seed, on every machine. */
export class Seeded {
  private readonly stream: Cipher;

  constructor(...seed: readonly (string | number)[]) {
    const key = createHash('sha256').update(JSON.stringify(seed)).digest();
    this.stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  bytes(length: number): Buffer {
    return this.stream.update(Buffer.alloc(length));
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + (this.bytes(4).readUInt32BE() % (most - least + 1));
  }

  oneOf<T>(values: readonly [T, ...T[]]): T {
    return values[this.between(0, values.length - 1)] ?? values[0];
  }

  /** In the form of a random UUID. */
  uuid(): string {
    const bytes = this.bytes(16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = bytes.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }
}
