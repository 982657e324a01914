import { createHash } from 'node:crypto';
import type { PaperKind, PaperRef } from '#libs/dossier';
import { ERASED_TEXT, escaped, fill } from './engine.js';
import { gather, type OpenEvent } from './facts.js';
import { fieldsOf } from './fields.js';
import type { Words } from './words.js';

export type IdentifierKind = 'USCC' | 'CITIZEN_ID' | 'OTHER';

/** Paper, type and page of a document: what surrounds the body of each of them. */
export interface PaperLayout {
  readonly css: string;
  /** With the marks `{{>css}}`, `{{>body}}`, `{{>notice}}` and `{{title}}`. */
  readonly html: string;
}

/** One version of the text of a kind of paper. Never changed once a release held it: a new wording is a new version. */
export interface PaperTemplate {
  readonly id: string;
  readonly version: number;
  readonly kind: PaperKind;
  readonly layout: PaperLayout;
  readonly words: Words;
  /** HTML with the marks of {@link fill}. */
  readonly body: string;
}

/** What a paper is made from: its own facts, and the events up to the act it goes out with, that one last. */
export interface PaperSource extends Pick<
  PaperRef,
  'paperId' | 'kind' | 'unitName' | 'standardTitle' | 'addressee' | 'recipientRef'
> {
  readonly entryId: string;
  /** See {@link PaperRef}; `ErasedField` when it is gone. */
  readonly code: string | { readonly $erased: true };
  readonly events: readonly OpenEvent[];
}

export interface MadePaper {
  readonly html: string;
  /** SHA-256, hex, of `html` in UTF-8. */
  readonly sha256: string;
  readonly title: string;
  /** What could not be printed because it was erased, as a reader calls it. Empty: the hash can be proved. */
  readonly erased: readonly { readonly field: string; readonly zh: string; readonly en: string }[];
}

/**
 * Makes a paper. The same template and the same source give the same bytes.
 *
 * @throws RangeError where the events do not hold what the paper is about
 */
export function makePaper(template: PaperTemplate, source: PaperSource): MadePaper {
  const { layout, words, body } = template;
  const facts = gather(source.events, source.entryId);
  const fields = fieldsOf(facts, source, words);
  const { text, erased } = fill(body, fields);
  const told = erased.map((field) => ({ field, ...(ERASABLE[field] ?? { zh: field, en: field }) }));
  const title = fields['title'] as string;
  const html = layout.html
    .replace('{{title}}', () => escaped(title))
    .replace('{{>css}}', () => layout.css)
    .replace('{{>notice}}', () => noticeOf(told.map(({ zh }) => zh)))
    .replace('{{>body}}', () => text);
  return { html, sha256: createHash('sha256').update(html, 'utf8').digest('hex'), title, erased: told };
}

/** `sha256-…` of a layout's style, for the content security policy of whoever shows it. */
export function styleSource({ css }: PaperLayout): string {
  return `'sha256-${createHash('sha256').update(css, 'utf8').digest('base64')}'`;
}

/** How what may be erased is called. */
const ERASABLE: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  recipient: { zh: '受送达人', en: 'the recipient' },
  subjectName: { zh: '主体名称', en: 'name of the subject' },
  identifier: { zh: '证件号码', en: 'identifier' },
  facts: { zh: '事实', en: 'facts' },
  reasons: { zh: '理由', en: 'reasons' },
  relief: { zh: '异议请求', en: 'relief sought' },
  code: { zh: '校验码', en: 'code of the paper' },
};

function noticeOf(erased: readonly string[]): string {
  if (erased.length === 0) return '';
  return (
    `<aside class="erasure"><p>本文书中的${escaped(erased.join('、'))}已在保存期限届满后依法删除，以` +
    `${ERASED_TEXT}标示；文书的校验值因此不能再予验证。</p></aside>\n`
  );
}
