import { createRequire } from 'node:module';
import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Metadatas = ReturnType<Storage['getTargetValidationMetadatas']>;
type Grouped = ReturnType<Storage['groupByPropertyName']>;

const require = createRequire(import.meta.url);
// class-transformer exports neither; Swagger's mapped types reach for the first in the same way.
/** What the decorators of class-transformer said. */
export const { defaultMetadataStorage: transformMetadata } =
  require('class-transformer/cjs/storage') as typeof import('class-transformer/types/storage.js');
/** What class-transformer does where nothing else is asked for. */
export const { defaultOptions: transformDefaults } =
  require('class-transformer/cjs/constants/default-options.constant') as typeof import('class-transformer/types/constants/default-options.constant.js');

let remembering: Storage | undefined;
let said = 0;

/** Another number after each decorator of either library: what was made of an earlier number is out of date. */
export function decoratorsSaid(): number {
  return said;
}

/**
 * Lets class-validator remember what the decorators of a class say. By itself it goes through the decorators of all
 * classes each time an object is validated, twice for one with objects inside, though they only change while classes are
 * being loaded; then everything is forgotten. Validation by groups is not remembered. Repeating it is harmless.
 */
export function rememberValidationMetadata(): void {
  const storage = getMetadataStorage();
  if (storage === remembering) return;
  if (remembering === undefined) watchTransformMetadata();
  remembering = storage;

  const search = storage.getTargetValidationMetadatas.bind(storage);
  const group = storage.groupByPropertyName.bind(storage);
  const add = storage.addValidationMetadata.bind(storage);
  let found = new WeakMap<object, Map<string, Metadatas>>();
  const grouped = new WeakMap<Metadatas, Grouped>();
  said += 1;

  storage.addValidationMetadata = (metadata) => {
    found = new WeakMap();
    said += 1;
    add(metadata);
  };
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    const looked = (): Metadatas => search(target, schema, always, strictGroups, groups);
    // What is sent may call itself by a constructor that is none.
    if (always || strictGroups || groups !== undefined || typeof target !== 'function') return looked();
    const bySchema = found.get(target) ?? new Map<string, Metadatas>();
    found.set(target, bySchema);
    const known = bySchema.get(schema) ?? looked();
    bySchema.set(schema, known);
    return known;
  };
  storage.groupByPropertyName = (metadatas) => {
    const known = grouped.get(metadatas);
    if (known !== undefined) return known;
    const byName = group(metadatas);
    grouped.set(metadatas, byName);
    return byName;
  };
}

/** Counts what the decorators of class-transformer say as well. */
function watchTransformMetadata(): void {
  for (const adding of [
    'addTypeMetadata',
    'addTransformMetadata',
    'addExposeMetadata',
    'addExcludeMetadata',
  ] as const) {
    const add = transformMetadata[adding].bind(transformMetadata) as (metadata: object) => void;
    transformMetadata[adding] = (metadata: object) => {
      said += 1;
      add(metadata);
    };
  }
}
