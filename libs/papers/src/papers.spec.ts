import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fill } from './engine.js';
import { makePaper, styleSource, type PaperTemplate } from './paper.js';
import { PaperTemplates, PAPER_TEMPLATES, SHIPPED_TEMPLATES } from './templates.js';
import { ACTS, COMPANY, ENTRY, HUMAN, PERSON, sourceOf, SUBJECT, THIRD } from './testing/story.js';
import type { OpenEvent } from './facts.js';
import type { PaperKind } from '#libs/dossier';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const templateOf = (kind: PaperKind): PaperTemplate => {
  const template = PAPER_TEMPLATES.latest(kind);
  if (template === undefined) throw new Error(`no template for ${kind}`);
  return template;
};
const made = (kind: PaperKind, changes: Parameters<typeof sourceOf>[1] = {}) =>
  makePaper(templateOf(kind), sourceOf(kind, changes));
const changed = (event: OpenEvent, data: object): OpenEvent =>
  ({ ...event, data: { ...event.data, ...data } }) as unknown as OpenEvent;
/** The same source, its act with other data. */
const withAct = (kind: PaperKind, data: object): Parameters<typeof sourceOf>[1] => ({
  events: [...sourceOf(kind).events.slice(0, -1), changed(ACTS[kind], data)],
});
const REMEDIES = /60日内依法申请行政复议.*6个月内依法向人民法院提起行政诉讼.*15日内向人民法院提起行政诉讼/;

/*
 * Hashes in the log rest on these bytes. What stands in golden.json is never changed and never removed: a new wording, a
 * new style or another form of a date is a new version of the template beside the old one.
 */
describe('templates that were released', () => {
  const golden = JSON.parse(readFileSync(fileURLToPath(new URL('golden.json', import.meta.url)), 'utf8')) as Record<
    string,
    { template: string; paper: string }
  >;

  it('give the same papers for ever', () => {
    const present = Object.fromEntries(
      SHIPPED_TEMPLATES.map((one) => {
        const paper = makePaper(one, sourceOf(one.kind)).sha256;
        return [`${one.id}@${one.version}`, { template: sha256(JSON.stringify(one)), paper }];
      }),
    );
    expect(present).toEqual(golden);
  });

  it('are found by version when a newer one is there, and give no version twice', () => {
    const first = templateOf('DECISION');
    const second = { ...first, version: 2, body: first.body.replace('事实', '查明的事实') };
    const templates = new PaperTemplates([first, second]);
    expect(templates.latest('DECISION')).toBe(second);
    expect(templates.version('decision', 1)).toBe(first);
    expect(templates.version('decision', 3)).toBeUndefined();
    expect(makePaper(second, sourceOf('DECISION')).sha256).not.toBe(made('DECISION').sha256);
    expect(() => new PaperTemplates([first, first])).toThrow(RangeError);
  });
});

describe('papers', () => {
  it.each(SHIPPED_TEMPLATES.map(({ kind }) => kind))(
    '%s is a whole page with nothing that runs, title, organ, seal, Chinese date and its code',
    (kind) => {
      const { html, erased, title, sha256: hash } = made(kind);
      expect(erased).toEqual([]);
      expect(hash).toBe(sha256(html));
      expect(html).not.toMatch(/\{\{|<script|undefined|https?:|\son\w+=/);
      for (const part of ['<html lang="zh-CN">', `<h1>${title}</h1>`, '（印章）', '7F3A-91C2-0B4D-E85F-66A1', '@page'])
        expect(html).toContain(part);
      expect(html).toMatch(/<p>20\d\d年\d{1,2}月\d{1,2}日<\/p>/);
      const css = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? '';
      expect(styleSource(templateOf(kind).layout)).toBe(
        `'sha256-${createHash('sha256').update(css, 'utf8').digest('base64')}'`,
      );
    },
  );

  it('B3: given a notice, tells facts, reasons, basis, measures, rights with their last day, and the terms', () => {
    const { html, title } = made('PRIOR_NOTICE');
    expect(title).toBe('列入黑名单事前告知书');
    for (const told of [
      '银市监告字〔2026〕12号',
      '货值金额1,280,000元',
      '《市社会信用条例》（市人大公告第12号）第二十八条',
    ])
      expect(html).toContain(told);
    for (const told of [
      '限制参与政府采购活动',
      '2026年9月14日前（含当日）',
      '要求举行听证',
      '有效期：3年',
      '列入满1年后',
    ])
      expect(html).toContain(told);
  });

  it.each([
    ['VALIDITY_EXTENSION', '延长列入期限事前告知书'],
    ['REPAIR_CONSENT_REVOCATION', '撤销信用修复同意事前告知书'],
  ])('B3: given a notice before %s, says so and announces no terms', (purpose, title) => {
    const { html, ...rest } = made('PRIOR_NOTICE', withAct('PRIOR_NOTICE', { purpose, terms: undefined }));
    expect(rest.title).toBe(title);
    expect(html).not.toContain('拟定的期限和条件');
  });

  it('B9: given a decision, prints validity, basis, the limits of remedies (3.11) and the guide that goes with it', () => {
    const { html } = made('DECISION');
    for (const told of ['自2026年9月15日起', '有效期至2029年9月15日24时止', '附：信用修复告知书'])
      expect(html).toContain(told);
    expect(html).toMatch(REMEDIES);
    const guide = made('REPAIR_GUIDE').html;
    for (const told of ['自2027年9月15日起', '主动纠正失信行为、消除不良社会影响', '信用修复不收取任何费用'])
      expect(guide).toContain(told);
  });

  it('B9: given an irreparable entry, the guide names the basis and no way to apply', () => {
    const events = sourceOf('REPAIR_GUIDE').events.map((event) =>
      event.type === 'EntryRecognized'
        ? changed(event, {
            terms: { validTo: '2029-09-15', repairable: false, irreparableBasis: [{ title: '某法', level: 'LAW' }] },
          })
        : event,
    );
    const { html } = made('REPAIR_GUIDE', { events });
    expect(html).toContain('依照《某法》');
    expect(html).not.toContain('申请的途径');
  });

  it('given corrections, a longer validity and a new name, prints them; what came later than its act it does not know', () => {
    const corrected = {
      type: 'EntryCorrected',
      data: {
        entryId: ENTRY,
        changes: [
          { field: 'FACTS', newValue: '更正后的事实' },
          { field: 'BASIS_DOC_NO', newValue: '银市监罚〔2026〕19号' },
          { field: 'BASIS_ISSUER', newValue: '示范局' },
          { field: 'BASIS_DATE', newValue: '2026-08-21' },
          { field: 'DECISION_NO', newValue: '银市监列字〔2026〕8号' },
          { field: 'AMOUNT_INVOLVED', newValue: 5 },
        ],
      },
    } as unknown as OpenEvent;
    const extended = {
      type: 'ValidityExtended',
      data: { entryId: ENTRY, newValidTo: '2030-09-15' },
    } as unknown as OpenEvent;
    const renamed = { type: 'SubjectRenamed', data: { name: '改名后的企业' } } as unknown as OpenEvent;
    const { events } = sourceOf('DECISION');
    const { html } = made('DECISION', {
      events: [...events.slice(0, -1), corrected, extended, renamed, ACTS.DECISION],
    });
    for (const told of [
      '更正后的事实',
      '示范局2026年8月21日作出的银市监罚〔2026〕19号文书',
      '8号',
      '2030年9月15日',
      '改名后的企业',
    ])
      expect(html).toContain(told);
  });

  it('P6: given a repair, agreed or refused, of the entity or of one person, says which', () => {
    const refused = made('REPAIR_DECISION').html;
    expect(refused).toContain('不同意你单位的信用修复申请');
    expect(refused).toMatch(REMEDIES);
    const agreed = { ...ACTS.REPAIR_DECISION, type: 'RepairAgreed' } as unknown as OpenEvent;
    const yes = changed(agreed, { effectiveOn: '2027-10-09', focusMode: 'MONITOR_ONLY' });
    const before = sourceOf('REPAIR_DECISION').events.slice(0, -1);
    const whole = made('REPAIR_DECISION', { events: [...before, yes] });
    expect(whole.title).toBe('同意信用修复决定书');
    expect(whole.html).toContain('自2027年10月9日起退出黑名单');
    expect(whole.html).not.toMatch(REMEDIES);
    const ofPerson = before.map((one) => (one.type === 'RepairApplied' ? changed(one, { applicantRef: PERSON }) : one));
    const to = { addressee: 'RESPONSIBLE_PERSON', recipientRef: PERSON } as const;
    const own = made('REPAIR_DECISION', { ...to, events: [...ofPerson, yes] }).html;
    expect(own).toContain('李示范：');
    expect(own).toContain('不再将你作为该决定的责任人员');
  });

  it('O8: given the objection of somebody from outside, is addressed to that person and not to the subject', () => {
    const filed = sourceOf('OBJECTION_DECISION').events.map((event) =>
      event.type === 'ObjectionFiled' ? changed(event, { objectorRef: THIRD, objectorName: '王旁观' }) : event,
    );
    const { html } = made('OBJECTION_DECISION', { events: filed, addressee: 'OBJECTOR', recipientRef: THIRD });
    expect(html).toContain('王旁观：');
    expect(html).not.toContain('91640100MA00TE5T0A');
    expect(made('OBJECTION_DECISION').html).toContain(
      '示范甲新能源科技有限公司（统一社会信用代码：91640100MA00TE5T0A）',
    );
  });

  it('6.4: given a natural person, shows the number by its ends, and in a public notice the name by its surname', () => {
    const own = made('PRIOR_NOTICE', { subject: HUMAN }).html;
    expect(own).toContain('欧阳示范（公民身份号码：640100********0012）');
    expect(own).toContain('五、你的权利');
    const shown = made('EXIT_NOTICE', { subject: HUMAN }).html;
    expect(shown).toContain('欧阳**（公民身份号码：6401**********0012）');
    expect(shown).not.toContain('示范（');
  });

  it('3.9: given an exit that nobody was shown, tells the subject; of a red entry, that rewards stop', () => {
    const to = { addressee: 'SUBJECT', recipientRef: SUBJECT } as const;
    const told = made('EXIT_NOTICE', { ...to, ...withAct('EXIT_NOTICE', { to: 'SUBJECT' }) });
    expect(told.title).toBe('名单退出告知书');
    const red = sourceOf('EXIT_NOTICE').events.map((event) =>
      event.type === 'InitialEntryGenerated' ? changed(event, { listKind: 'RED' }) : event,
    );
    expect(made('EXIT_NOTICE', { events: red }).html).toContain('有关联合激励措施同时停止');
    expect(() => made('EXIT_NOTICE', { events: [COMPANY, ACTS.EXIT_NOTICE] })).toThrow(RangeError);
  });

  it('escapes whatever people wrote, marks of the template among it, and makes a paragraph of each line', () => {
    const facts = '第一段<script>alert("1")</script>\n{{code}} & \'引号\'\n\n第三段';
    const { html } = made('PRIOR_NOTICE', withAct('PRIOR_NOTICE', { facts }));
    expect(html).toContain(
      '<p>第一段&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</p>\n<p>{{code}} &amp; &#39;引号&#39;</p>\n<p>第三段</p>',
    );
  });

  it('given erased texts, says which they were, prints nothing of them, and has another hash', () => {
    const gone = { $erased: true } as const;
    const { html, erased, ...paper } = made('PRIOR_NOTICE', {
      ...{ subject: changed(HUMAN, { name: gone, identifier: gone }), code: gone },
    });
    expect(erased.map(({ field }) => field)).toEqual(['recipient', 'identifier', 'code']);
    expect(html).toContain('本文书中的受送达人、证件号码、校验码已在保存期限届满后依法删除');
    expect(html.match(/〔已依法删除〕/g)).toHaveLength(4);
    expect(paper.sha256).not.toBe(made('PRIOR_NOTICE', { subject: HUMAN }).sha256);
  });

  it('is not made of an entry that the events do not hold, nor of an act that no paper goes out with', () => {
    expect(() => made('PRIOR_NOTICE', { events: [COMPANY, ACTS.PRIOR_NOTICE] })).toThrow(RangeError);
    expect(() => made('DECISION', { events: sourceOf('DECISION').events.slice(0, -1) })).toThrow('no paper goes out');
    expect(() => made('DECISION', { events: [] })).toThrow(RangeError);
  });
});

describe('the filling of templates', () => {
  it('repeats sections for items, which see what surrounds them, and leaves out what is not there', () => {
    const template = '{{#items}}{{name}}/{{all}};{{/items}}{{^items}}none{{/items}}{{#flag}}yes{{/flag}}';
    expect(fill(template, { all: 'x', items: [{ name: 'a' }, { name: 'b' }], flag: false }).text).toBe('a/x;b/x;');
    expect(fill(template, { all: 'x', items: [], flag: true }).text).toBe('noneyes');
  });

  it('refuses a template that names what is no field, or leaves a section open', () => {
    expect(() => fill('{{nobody}}', {})).toThrow('nobody');
    expect(() => fill('{{#open}}', { open: true })).toThrow('not closed');
  });
});
