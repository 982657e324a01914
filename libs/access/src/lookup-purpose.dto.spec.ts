import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { LookupPurpose } from './lookup-purpose.dto.js';

const faults = (body: object) => validateSync(plainToInstance(LookupPurpose, body)).map(({ property }) => property);
const good = { purposeCode: 'DISPUTE_HANDLING', matterNo: '银信异〔2026〕15号', legalBasis: '社会信用条例第三十四条' };

describe('the purpose of a look-up', () => {
  it('is a code, a matter, and the basis where there is one', () => {
    expect(faults(good)).toEqual([]);
    expect(faults({ purposeCode: 'DISPUTE_HANDLING', matterNo: 'A-1' })).toEqual([]);
    expect(faults({})).toEqual(['purposeCode', 'matterNo']);
  });

  it.each([
    ['purposeCode', { purposeCode: '随便' }],
    ['purposeCode', { purposeCode: 7 }],
    ['matterNo', { matterNo: '' }],
    ['matterNo', { matterNo: 'x'.repeat(65) }],
    ['matterNo', { matterNo: '查640100199001010012' }],
    ['matterNo', { matterNo: '91640100MA00TE5T0A' }],
    ['matterNo', { matterNo: '=cmd()' }],
    ['legalBasis', { legalBasis: '受６４０１００１９９００１０１００１２之托' }],
    ['legalBasis', { legalBasis: 'a\nb' }],
  ])('refuses %s in %j', (property, change) => {
    expect(faults({ ...good, ...change })).toEqual([property]);
  });
});
