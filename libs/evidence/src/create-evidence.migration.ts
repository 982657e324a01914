import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents kept by content (D17), and files kept for a time. Titles are sealed; the bytes are in the evidence store. */
export class CreateEvidence1763700006001 implements MigrationInterface {
  name = 'CreateEvidence1763700006001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema evidence');
    await runner.query(`
      create table evidence.documents (
        doc_id uuid primary key,
        subject_id text not null,
        entry_id text not null,
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        media_type text not null,
        size int not null check (size > 0),
        title jsonb not null check (title ? '$sealed'),
        uploaded_by text not null,
        uploader_kind text not null,
        unit_id text,
        confidential boolean not null,
        uploaded_at timestamptz not null
      )`);
    await runner.query('create index documents_of_entry on evidence.documents (subject_id, entry_id, uploaded_at)');
    await runner.query('create index documents_by_hash on evidence.documents (sha256)');
    await runner.query(`
      create table evidence.kept_files (
        file_id uuid primary key,
        about text not null,
        scope text not null,
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        size int not null,
        kept_at timestamptz not null,
        keep_until timestamptz not null,
        destroyed_at timestamptz
      )`);
    await runner.query('create index kept_files_due on evidence.kept_files (keep_until) where destroyed_at is null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema evidence cascade');
  }
}
