/** The bytes of a hash are not in the store. */
export class EvidenceMissing extends Error {
  constructor(readonly sha256: string) {
    super(`no stored bytes have the hash ${sha256}`);
    this.name = 'EvidenceMissing';
  }
}

/** Stored bytes do not have the hash they are stored under: they were altered or cut. */
export class EvidenceTampered extends Error {
  constructor(readonly sha256: string) {
    super(`the bytes stored under ${sha256} were altered`);
    this.name = 'EvidenceTampered';
  }
}

export type EvidenceRefusalCode = 'EVIDENCE_TYPE' | 'EVIDENCE_EMPTY' | 'EVIDENCE_TOO_LARGE';

/** A document is not taken. Nothing was stored. */
export class EvidenceRefused extends Error {
  readonly status: number;

  constructor(
    readonly code: EvidenceRefusalCode,
    readonly zh: string,
    readonly en: string,
  ) {
    super(en);
    this.name = 'EvidenceRefused';
    this.status = code === 'EVIDENCE_TOO_LARGE' ? 413 : 422;
  }
}

/** The key of the document was destroyed at the end of its keeping: it is gone for good. */
export class EvidenceErased extends Error {
  constructor(readonly id: string) {
    super('the document has been erased');
    this.name = 'EvidenceErased';
  }
}
