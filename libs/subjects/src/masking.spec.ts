import fc from 'fast-check';
import {
  maskAddress,
  maskBankAccount,
  maskBirthDate,
  maskCertificate,
  maskCitizenId,
  maskIdentifier,
  maskLegalRepresentative,
  maskPersonName,
  maskPhone,
} from '#libs/subjects';

describe('names (spec 6.4)', () => {
  it.each([
    ['张三', '张*'],
    ['王小明', '王**'],
    ['欧阳修文', '欧阳**'],
    ['欧阳修', '欧阳*'],
    ['司马', '司*'],
    ['单于', '单*'],
    ['诸葛孔明', '诸葛**'],
    ['𠮷田一', '𠮷**'],
    ['古丽娜尔·买买提', '古**'],
    ['John Smith', 'J**'],
    ['张San', '张**'],
    [' 李四 ', '李*'],
    ['王', '*'],
    ['', ''],
  ])('given %j, then the public sees %j and departments all', (name, masked) => {
    expect(maskPersonName(name, 'PUBLIC')).toBe(masked);
    expect(maskPersonName(name, 'DEPARTMENT')).toBe(name);
    expect(maskPersonName(name, 'UNMASKED')).toBe(name);
  });

  it('a legal representative is shown whole only where the law publishes the name', () => {
    expect(maskLegalRepresentative('张三丰', 'PUBLIC', { publishedByLaw: true })).toBe('张三丰');
    expect(maskLegalRepresentative('张三丰', 'PUBLIC', { publishedByLaw: false })).toBe('张**');
    expect(maskLegalRepresentative('张三丰', 'DEPARTMENT', { publishedByLaw: false })).toBe('张三丰');
  });
});

describe('numbers (spec 6.4)', () => {
  it('citizen ids', () => {
    expect(maskCitizenId('640100199001010012', 'PUBLIC')).toBe('6401**********0012');
    expect(maskCitizenId('640100199001010012', 'DEPARTMENT')).toBe('640100********0012');
    expect(maskCitizenId('640100199001010012', 'UNMASKED')).toBe('640100199001010012');
    expect(maskCitizenId('640100900101001', 'PUBLIC')).toBe('*************01');
  });

  it('other certificates: the last 2 or 4 and never more than half', () => {
    expect([maskCertificate('E12345678', 'PUBLIC'), maskCertificate('E12345678', 'DEPARTMENT')]).toEqual([
      '*******78',
      '*****5678',
    ]);
    expect([
      maskCertificate('123', 'DEPARTMENT'),
      maskCertificate('7', 'PUBLIC'),
      maskCertificate('', 'PUBLIC'),
    ]).toEqual(['**3', '*', '']);
    expect(maskCertificate('E12345678', 'UNMASKED')).toBe('E12345678');
  });

  it('an identifier goes by its kind, and a credit code is never masked', () => {
    expect(maskIdentifier({ kind: 'USCC', value: '91640100MA00TE5T0A' }, 'PUBLIC')).toBe('91640100MA00TE5T0A');
    expect(maskIdentifier({ kind: 'CITIZEN_ID', value: '640100199001010012' }, 'PUBLIC')).toBe('6401**********0012');
    expect(maskIdentifier({ kind: 'OTHER', value: 'E12345678', certificateType: 'PASSPORT' }, 'PUBLIC')).toBe(
      '*******78',
    );
  });

  it('phone, address, birth date and account are not shown to the public, and in part to departments', () => {
    expect(maskPhone('13812341234', 'DEPARTMENT')).toBe('138****1234');
    expect(maskPhone('0951-1234567', 'DEPARTMENT')).toBe('********4567');
    expect(maskAddress('宁夏回族自治区银川市兴庆区某街道1号', 'DEPARTMENT')).toBe('宁夏回族自治区银川市兴庆区***');
    expect(maskAddress('云南省楚雄彝族自治州禄丰市某镇3号', 'DEPARTMENT')).toBe('云南省楚雄彝族自治州禄丰市***');
    expect(maskAddress('上海市浦东新区某路5号', 'DEPARTMENT')).toBe('上海市浦东新区***');
    expect(maskAddress('某路5号', 'DEPARTMENT')).toBe('***');
    expect(maskBirthDate('1990-01-01', 'DEPARTMENT')).toBe('1990-**-**');
    expect(maskBankAccount('6222020200112233', 'DEPARTMENT')).toBe('************2233');
    for (const shown of [maskPhone, maskAddress, maskBirthDate, maskBankAccount]) {
      expect(shown('1990-01-01', 'PUBLIC')).toBeUndefined();
      expect(shown('1990-01-01', 'UNMASKED')).toBe('1990-01-01');
    }
  });

  it('no mask for the public shows more than half of any number', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).filter((text) => !text.includes('*')),
        (text) => {
          for (const mask of [maskCitizenId, maskCertificate]) {
            const masked = mask(text, 'PUBLIC');
            expect(masked).toHaveLength(text.length);
            expect([...masked].filter((c) => c !== '*').length).toBeLessThanOrEqual(text.length / 2);
          }
        },
      ),
    );
  });
});
