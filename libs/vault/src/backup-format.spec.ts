import { decryptLines, encryptLines } from './backup-format.js';
import { SealBroken, WrongPassphrase } from './errors.js';

async function* of<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}

async function pieces(records: object[]): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const piece of encryptLines('correct horse battery', of(records), 2 ** 14)) all.push(piece);
  return all;
}

async function read(file: Iterable<Buffer>, passphrase = 'correct horse battery'): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const line of decryptLines(passphrase, of(file))) all.push(line);
  return all;
}

describe('the backup format', () => {
  const records = Array.from({ length: 3_000 }, (_, n) => ({ n, text: `姓名 ${n} `.repeat(5) }));
  let file: Buffer[];

  beforeAll(async () => {
    file = await pieces(records);
  });

  it('gives back what was written, in several frames, however the file is cut into chunks', async () => {
    expect(file.length).toBeGreaterThan(4);
    expect(await read(file)).toEqual(records);
    const whole = Buffer.concat(file);
    const chunks = Array.from({ length: Math.ceil(whole.length / 777) }, (_, i) =>
      whole.subarray(i * 777, i * 777 + 777),
    );
    expect(await read(chunks)).toEqual(records);
    expect(whole.includes('姓名')).toBe(false);
  });

  it('carries nothing as well', async () => {
    expect(await read(await pieces([]))).toEqual([]);
  });

  it('tells a wrong passphrase', async () => {
    await expect(read(file, 'correct horse batterz')).rejects.toThrow(WrongPassphrase);
  });

  it('tells a cut file, a dropped, exchanged or doubled frame, and bytes after the end', async () => {
    const [header, one, two, ...rest] = file as [Buffer, Buffer, Buffer, ...Buffer[]];
    const forgeries = [
      file.slice(0, -1),
      [header],
      [],
      [header, two, ...rest],
      [header, two, one, ...rest],
      [header, one, one, two, ...rest],
      [...file, Buffer.from([0])],
      [Buffer.concat(file).subarray(0, -1)],
    ];
    for (const forged of forgeries) await expect(read(forged)).rejects.toThrow(SealBroken);
  });

  it('tells an altered frame, an altered header, and what is no backup at all', async () => {
    const whole = Buffer.concat(file);
    const at = (file[0]?.length ?? 0) + 100;
    whole[at] = (whole[at] ?? 0) ^ 1;
    await expect(read([whole])).rejects.toThrow(SealBroken);

    const header = file[0]?.toString() ?? '';
    const costly = Buffer.from(header.replace('"N":16384', '"N":1073741824'));
    await expect(read([costly, ...file.slice(1)])).rejects.toThrow(SealBroken);
    const reordered = Buffer.from(header.replace('{"format"', '{ "format"'));
    await expect(read([reordered, ...file.slice(1)])).rejects.toThrow(SealBroken);
    await expect(read([Buffer.alloc(5_000, 'x')])).rejects.toThrow(SealBroken);
  });
});
