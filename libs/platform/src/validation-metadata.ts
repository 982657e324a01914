import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Metadatas = ReturnType<Storage['getTargetValidationMetadatas']>;
type Grouped = ReturnType<Storage['groupByPropertyName']>;

let remembering: Storage | undefined;

/**
 * Lets class-validator remember what the decorators of a class say. By itself it goes through the decorators of all
 * classes each time an object is validated, twice for one with objects inside, though they only change while classes are
 * being loaded; then everything is forgotten. Validation by groups is not remembered. Repeating it is harmless.
 */
export function rememberValidationMetadata(): void {
  const storage = getMetadataStorage();
  if (storage === remembering) return;
  remembering = storage;

  const search = storage.getTargetValidationMetadatas.bind(storage);
  const group = storage.groupByPropertyName.bind(storage);
  const add = storage.addValidationMetadata.bind(storage);
  let found = new WeakMap<object, Map<string, Metadatas>>();
  const grouped = new WeakMap<Metadatas, Grouped>();

  storage.addValidationMetadata = (metadata) => {
    found = new WeakMap();
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
