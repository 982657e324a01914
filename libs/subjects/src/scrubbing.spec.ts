import fc from 'fast-check';
import { SHIPPED_MASK_PROFILE } from '#libs/rules';
import {
  applyFindings,
  findingIdOf,
  makeCitizenId,
  makeUscc,
  maskBy,
  scrubFindings,
  type ScrubKind,
} from '#libs/subjects';

const OWN = '91640100MA00TE5T0A';
const found = (text: string, names: readonly string[] = []) => scrubFindings(text, { names, ownCodes: [OWN] });
const scrubbed = (text: string, names: readonly string[] = []) => applyFindings(text, found(text, names));

describe('free text before publication (6.4, S1 十九)', () => {
  it.each<[ScrubKind, string, string]>([
    ['CITIZEN_ID', '身份证11010519491231002x，', '身份证***，'],
    ['CITIZEN_ID', '号码 640100 19900101 0012。', '号码 ***。'],
    ['CITIZEN_ID', '号码６４０１００１９９００１０１００１２。', '号码***。'],
    ['CITIZEN_ID_15', '旧证640100900101001，', '旧证***，'],
    ['USCC', `供货方${makeUscc(41)}，`, '供货方***，'],
    ['PHONE', '电话13812341234，', '电话***，'],
    ['PHONE', '电话+86 138-1234-1234，', '电话***，'],
    ['PHONE', '电话0951-6012345转', '电话***转'],
    ['BANK_CARD', '账号4539 1488 0343 6467；', '账号***；'],
    ['EMAIL', '邮箱li.si@example.cn。', '邮箱***。'],
    ['PLATE', '车牌宁A·12345，', '车牌***，'],
    ['PLATE', '车牌宁AD12345，', '车牌***，'],
    ['ADDRESS', '住所位于银川市兴庆区解放西街12号3单元502室，', '住所位于***，'],
    ['NAME', '欧阳 修文举报，', '某某举报，'],
  ])('%s: %s becomes %s', (kind, text, shown) => {
    const names = kind === 'NAME' ? ['欧阳修文'] : [];
    expect(scrubbed(text, names)).toBe(shown);
    expect(found(text, names).map((one) => one.kind)).toEqual([kind]);
  });

  it('what is said of the subject itself stays: its code, amounts, document numbers, dates', () => {
    const text = `${OWN}欠缴138123412345元，见市监罚〔2026〕12号，2026-08-20，罚款120,000.00元，流水4539148803436468。`;
    expect(found(text)).toEqual([]);
  });

  it('names become 某某, also spaced, dotted or in another case, the longer first', () => {
    const names = ['张三', '张三丰', 'John Smith', '古丽娜尔·买买提', 'A.B(公司)', 'Anne-Marie Li'];
    expect(scrubbed('张三丰与张三、古丽娜尔•买买提及 JOHN smith、Anne-Marie Li签约', names)).toBe(
      '某某与某某、某某及 某某、某某签约',
    );
    expect(scrubbed('A.B(公司)与AxB', names)).toBe('某某与AxB');
    expect(found('不变', ['', ' '])).toEqual([]);
  });

  it('a finding tells kind and place and nothing of what was found', () => {
    const [finding, ...none] = found('电话13812341234');
    expect(none).toEqual([]);
    expect(finding).toEqual({ kind: 'PHONE', start: 2, length: 11, replacement: '***' });
    expect(finding && findingIdOf(finding)).toBe('PHONE:2:11');
  });

  it('findings that overlap are one', () => {
    expect(found('李四13812341234', ['四13812'])).toEqual([
      { kind: 'NAME', start: 1, length: 12, replacement: '某某' },
    ]);
  });

  const day = fc.date({ min: new Date('1930-01-01'), max: new Date('2015-01-01'), noInvalidDate: true });
  const planted = fc.oneof(
    fc.tuple(day, fc.nat(999)).map(([on, n]) => makeCitizenId(on.toISOString().slice(0, 10), n)),
    fc.nat(1_000_000).map((n) => makeUscc(n)),
    fc
      .tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.nat(999_999_999))
      .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`),
    fc.nat(99_999).map((n) => `宁A${String(n).padStart(5, '0')}`),
    fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.cn$/),
  );
  const around = fc.stringMatching(/^[的了和与，。（）]{0,12}$/);

  it('no identifier is left, whatever stands around it; and what was scrubbed has no further finding', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(around, planted), { minLength: 1, maxLength: 4 }), around, (parts, end) => {
        const text = parts.map(([before, value]) => `${before}，${value}，`).join('') + end;
        const shown = scrubbed(text);
        for (const [, value] of parts) expect(shown).not.toContain(value);
        expect(found(shown)).toEqual([]);
      }),
    );
  });

  it('none of the names is left, findings are in order and apart, and the rest of the text stays', () => {
    const name = fc.string({
      unit: fc.constantFrom('张', '三', '欧', '阳', '.', '(', '\\', 'a'),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 4 }), fc.array(name, { maxLength: 8 }), (names, parts) => {
        const text = parts.join('');
        const findings = found(text, names);
        const shown = applyFindings(text, findings);
        for (const one of names) expect(shown).not.toContain(one);
        let at = 0;
        for (const { start, length } of findings) {
          expect(start).toBeGreaterThanOrEqual(at);
          at = start + length;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('a mask profile (6.4)', () => {
  it.each([
    ['ORGANISATION_NAME', '甲有限公司', '甲有限公司', '甲有限公司'],
    ['LEGAL_REPRESENTATIVE', '张三丰', '张**', '张三丰'],
    ['PERSON_NAME', '欧阳修文', '欧阳**', '欧阳修文'],
    ['PERSON_NAME', '单于', '单*', '单于'],
    ['PERSON_NAME', '王', '*', '王'],
    ['PERSON_NAME', '古丽娜尔·买买提', '古**', '古丽娜尔·买买提'],
    ['PERSON_NAME', 'John Smith', 'J**', 'John Smith'],
    ['CITIZEN_ID', '640100199001010012', '6401**********0012', '640100********0012'],
    ['OTHER_CERTIFICATE', 'E12345678', '*******78', '*****5678'],
    ['PHONE', '13812341234', undefined, '138****1234'],
    ['ADDRESS', '宁夏回族自治区银川市兴庆区某街道1号', undefined, '宁夏回族自治区银川市兴庆区***'],
    ['BIRTH_DATE', '1990-01-01', undefined, '1990-**-**'],
    ['BANK_ACCOUNT', '6222020200112233', undefined, '************2233'],
    ['AMOUNT', '120000', '120000', '120000'],
  ] as const)('as shipped shows %s %s to the public as %s and to departments as %s', (field, value, shown, told) => {
    expect(maskBy(SHIPPED_MASK_PROFILE, field, 'PUBLIC', value)).toBe(shown);
    expect(maskBy(SHIPPED_MASK_PROFILE, field, 'DEPARTMENT', value)).toBe(told);
  });

  it.each([
    ['120000', '100000–1000000'],
    ['1000', '1000–10000'],
    ['0.5', '<1'],
  ])('that rules a range shows %s yuan as %s', (amount, shown) => {
    const rows = [{ field: 'AMOUNT', reader: 'PUBLIC', mask: 'RANGE' }] as const;
    expect(maskBy({ ...SHIPPED_MASK_PROFILE, rows }, 'AMOUNT', 'PUBLIC', amount)).toBe(shown);
  });

  it('that does not speak of a field hides it', () => {
    expect(maskBy({ ...SHIPPED_MASK_PROFILE, rows: [] }, 'PERSON_NAME', 'PUBLIC', '张三')).toBeUndefined();
  });
});
