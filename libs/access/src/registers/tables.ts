export type RegisterName = 'access_audit' | 'lookups';

export type Content = Readonly<Record<string, unknown>>;

/** A column of a register that holds content, under the name its field has in code. */
interface Column {
  readonly field: string;
  readonly column: string;
  readonly type: 'text' | 'text[]' | 'int' | 'uuid' | 'timestamptz';
  /** Came after rows had been hashed without it: where it says nothing it is not in the hash. */
  readonly added?: true;
}

const column = (field: string, type: Column['type'] = 'text'): Column => ({
  field,
  column: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  type,
});

/** What the rows of each register say. All of it enters the row's hash, under the field's name. */
export const REGISTERS: Readonly<Record<RegisterName, readonly Column[]>> = {
  access_audit: [
    column('at', 'timestamptz'),
    column('userId'),
    column('unitId'),
    column('roles', 'text[]'),
    column('actorKind'),
    column('method'),
    column('route'),
    column('code'),
    column('reason'),
    column('subjectId'),
    column('entryId'),
    column('commandId'),
  ],
  lookups: [
    column('queryId', 'uuid'),
    column('at', 'timestamptz'),
    column('userId'),
    column('unitId'),
    column('role'),
    column('subjectRef'),
    column('purposeCode'),
    column('matterNo'),
    column('legalBasis'),
    column('fieldsReturned', 'text[]'),
    column('maskLevel'),
    column('resultCount', 'int'),
    column('clientIp'),
    { ...column('grantId', 'uuid'), added: true },
    { ...column('askedNear'), added: true },
  ],
};
