import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import {
  Choice,
  Code,
  DateOn,
  Flag,
  Id,
  InstantAt,
  Nested,
  Sha256,
  Text,
  TextOrNumber,
  WebAddress,
  Whole,
  Yuan,
} from './fields.js';

class Inner {
  @Whole({ zh: '数', en: 'number', min: 1, max: 9 })
  n!: number;
}

class Sample {
  @Text({ zh: '文', en: 'text', max: 5, optional: true }) text?: string;
  @Text({ zh: '文', en: 'texts', max: 5, upTo: 2, optional: true }) texts?: string[];
  @Code({ zh: '码', en: 'code', optional: true }) code?: string;
  @Id({ zh: '号', en: 'id', optional: true }) id?: string;
  @DateOn({ zh: '日', en: 'day', optional: true }) day?: string;
  @DateOn({ zh: '日', en: 'days', upTo: 3, atLeast: 0, optional: true }) days?: string[];
  @InstantAt({ zh: '时', en: 'instant', optional: true }) at?: string;
  @Choice('Letter', { A: '甲', B: '乙' }, { zh: '选', en: 'choice', optional: true }) letter?: string;
  @Flag({ zh: '否', en: 'flag', optional: true }) flag?: boolean;
  @Yuan({ zh: '元', en: 'yuan', optional: true }) yuan?: number;
  @Sha256({ zh: '值', en: 'hash', optional: true }) hash?: string;
  @WebAddress({ zh: '址', en: 'address', optional: true }) url?: string;
  @TextOrNumber({ zh: '值', en: 'value', optional: true }) value?: string | number;
  @Nested(() => Inner, { zh: '内', en: 'inner', optional: true }) inner?: Inner;
  @Nested(() => Inner, { zh: '内', en: 'inners', upTo: 2, optional: true }) inners?: Inner[];
}

const faults = async (value: object) =>
  (await validate(plainToInstance(Sample, value), { whitelist: true, forbidNonWhitelisted: true })).length;

describe('fields', () => {
  it.each([
    [{}],
    [{ text: '一\n二' }],
    [{ text: '😀😀' }],
    [{ texts: ['一', '二'] }],
    [{ code: 'BLK-1' }],
    [{ day: '2028-02-29' }],
    [{ days: [] }],
    [{ at: '2026-09-18T01:30:00Z' }],
    [{ letter: 'B', flag: false, yuan: 0.01 }],
    [{ url: 'https://example.cn/a?b=c' }],
    [{ value: 0 }],
    [{ inner: { n: 9 }, inners: [{ n: 1 }, { n: 1 }] }],
  ])('take %j', async (value) => {
    expect(await faults(value)).toBe(0);
  });

  it.each([
    [{ text: '' }],
    [{ text: ' \n ' }],
    [{ text: '123456' }],
    [{ text: 5 }],
    [{ text: null }],
    [{ text: 'a\u0000b' }],
    [{ text: 'a\u001bb' }],
    [{ text: 'a\ud800b' }],
    [{ texts: [] }],
    [{ texts: ['一', '一'] }],
    [{ texts: ['一', '二', '三'] }],
    [{ texts: '一' }],
    [{ texts: [null] }],
    [{ code: '../x' }],
    [{ code: 'x'.repeat(101) }],
    [{ id: '7d4a3f5e' }],
    [{ day: '2026-02-30' }],
    [{ day: '2026-9-1' }],
    [{ day: '2026-09-18T00:00:00Z' }],
    [{ days: ['2026-13-01'] }],
    [{ at: '2026-09-18T01:30:00+08:00' }],
    [{ at: '2026-02-30T01:30:00Z' }],
    [{ at: '2026-09-18T25:30:00Z' }],
    [{ letter: 'C' }],
    [{ letter: 'toString' }],
    [{ flag: 'true' }],
    [{ yuan: -1 }],
    [{ yuan: 0.001 }],
    [{ yuan: Number.NaN }],
    [{ hash: 'A'.repeat(64) }],
    [{ url: 'javascript:alert(1)' }],
    [{ url: 'ftp://example.cn' }],
    [{ value: {} }],
    [{ value: Number.POSITIVE_INFINITY }],
    [{ inner: null }],
    [{ inner: { n: 0 } }],
    [{ inner: { n: 1, m: 1 } }],
    [{ inner: [{ n: 1 }] }],
    [{ inners: [null] }],
    [{ inners: [[{ n: 1 }]] }],
    [{ inners: { n: 1 } }],
    [{ surprise: 1 }],
  ])('refuse %j', async (value) => {
    expect(await faults(value)).toBeGreaterThan(0);
  });
});
