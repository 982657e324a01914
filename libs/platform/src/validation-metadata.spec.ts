import { getMetadataStorage, IsInt, IsString, Max, validate } from 'class-validator';
import { rememberValidationMetadata } from './validation-metadata.js';

class Base {
  @IsString()
  name!: string;
}
class Derived extends Base {
  @IsInt()
  count!: number;
}

const wrong = async (object: object): Promise<string[]> =>
  (await validate(object, { whitelist: true, forbidNonWhitelisted: true })).map(({ property }) => property).sort();

describe('what decorators say', () => {
  beforeAll(() => rememberValidationMetadata());

  it('is looked for once for each class, and is the same ever after', async () => {
    class Looked extends Derived {}
    const given = () => Object.assign(new Looked(), { name: 1, count: 'x', other: 2 });
    expect(await wrong(given())).toEqual(['count', 'name', 'other']);
    expect(await wrong(given())).toEqual(['count', 'name', 'other']);
    const storage = getMetadataStorage();
    const found = () => storage.getTargetValidationMetadatas(Looked, '', false, false);
    expect(found()).toBe(found());
    expect(storage.groupByPropertyName(found())).toBe(storage.groupByPropertyName(found()));
  });

  it('is looked for again when more is said', async () => {
    const many = Object.assign(new Derived(), { name: 'a', count: 12 });
    expect(await wrong(many)).toEqual([]);
    Max(9)(Derived.prototype, 'count');
    expect(await wrong(many)).toEqual(['count']);
  });

  it('is that of each class for itself', async () => {
    expect(await wrong(Object.assign(new Base(), { name: 'a', count: 1 }))).toEqual(['count']);
    expect(await wrong(Object.assign(new Derived(), { name: 'a', count: 1 }))).toEqual([]);
  });

  it('is nothing for what calls itself by a constructor that is none', async () => {
    const sent = JSON.parse('{"constructor":"x"}') as object;
    expect(await validate(sent)).toHaveLength(1);
  });
});
