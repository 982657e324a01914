import { legalDateOf } from '#libs/rules';
import type { RoutedCommand } from '../../apps/command-api/src/routes.js';
import { X } from './office.js';
import type { Actor, Answer, Headers, Identifier, Params, Product } from './product.js';

/* One subject and its entries, driven over HTTP. A test says only what matters to it. */

const receipt = { channel: 'counter', receiptRef: 'SD-2026-1' };
const reasons = '理由';

/** What a command sends where a test does not care. */
export const USUAL: { readonly [T in RoutedCommand]?: object } = {
  ServePriorNotice: {
    ...{ recipientRole: 'SUBJECT', facts: '拟认定的事实', reasons, proposedMeasures: ['限制参与政府采购'], terms: {} },
    ...receipt,
  },
  SubmitStatement: { text: '陈述申辩' },
  ConsiderStatement: { result: 'NOT_ADOPTED', reasons },
  ProposeRecognition: { terms: {}, reasons },
  ProposeNonRecognition: { reason: 'OTHER', reasons },
  ProposePriorNoticeWaiver: { legalBasis: { title: '某法', level: 'LAW' }, reasons },
  ProposeRevocation: { ground: 'VERIFICATION', reasons },
  ProposeRepairDecision: { agree: true, reasons },
  RecognizeEntry: { decisionNo: '市监失信〔2026〕7号' },
  DecideRepair: { decisionNo: '市监修复〔2026〕3号' },
  ServeDecision: { repairGuideRef: 'XF-2026-1', ...receipt },
  ReportToPlatform: { platformId: 'city', reportRef: 'BS-1' },
  ConfirmPlatformReceipt: { platformId: 'city', receiptNo: 'HZ-1' },
  TriggerJointMeasures: { items: ['M-1'] },
  OpenImproperUseInquiry: { facts: '线索' },
  RecordImproperUseHearing: { text: '说明' },
  DecideImproperUse: { found: true, facts: '查明' },
  IssueFocusWarning: { text: '警示', ...receipt },
  FileObjection: {
    ...{ standing: 'SUBJECT', grounds: ['FACTS_WRONG'], text: '事实有误', reliefSought: '撤销', channel: 'counter' },
  },
  ReferToProvider: { providerUnitId: 'unit-c', questions: '请核实' },
  SubmitVerificationReply: { finding: 'ACCURATE', facts: '属实' },
  DecideObjection: { outcome: 'DISMISSED', reasons },
  DecideVerification: { outcome: 'DISMISSED', reasons },
  OpenVerification: { trigger: 'EX_OFFICIO', allegedError: '疑点' },
  NotifyObjector: { channel: 'letter' },
  RecordRemedyFiled: {
    ...{ type: 'RECONSIDERATION', organ: 'A市人民政府', caseNo: 'A府复〔2026〕21号', target: 'RECOGNITION' },
  },
  RecordStay: { ordered: true, byOrgan: 'A市人民政府' },
  RecordRemedyOutcome: { outcome: 'MAINTAINED', docNo: 'A府复决〔2026〕21号', reasons },
  ApplyForRepair: {
    methods: ['主动纠正失信行为'],
    materials: [{ type: '信用承诺书', docId: '3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10', sha256: 'a'.repeat(64) }],
    commitment: '承诺依法诚信经营',
    receivedVia: 'RECOGNIZING_UNIT',
  },
  DecideRepairIntake: { complete: true },
  RecordRepairCheck: { method: 'SITE_CHECK', result: 'SATISFIED', notes: '已纠正' },
};

let documents = 0;

/** A document that nobody has used yet. */
export function basis(changes: object = {}): object {
  documents += 1;
  const document = { class: 'ADMIN_OR_CRIMINAL', docNo: `市监罚〔2026〕${documents}号`, issuer: '市市场监管局' };
  return { ...document, date: '2026-01-15', legallyEffective: true, ...changes };
}

/** A subject on record. */
export class Dossier {
  private constructor(
    readonly product: Product,
    readonly subjectId: string,
    /** The subject itself. */
    readonly self: Actor,
  ) {}

  static async of(product: Product, identifier: Identifier = X, name = '示范甲企业'): Promise<Dossier> {
    const { type: kind, value } = identifier;
    const subjectType = kind === 'USCC' ? 'ENTERPRISE' : 'NATURAL_PERSON';
    const body = { subjectType, identifier: { kind, value }, name };
    const answer = await product.as('a-drafter').done('RegisterSubject', {}, body);
    return new Dossier(product, answer.body.subjectId as string, product.asPerson(identifier));
  }

  /** An entry of the initial list. */
  async entry(standardId: string, unit: 'a' | 'b' = 'a', changes: object = {}): Promise<ListEntry> {
    const black = standardId.startsWith('BLK') ? { actEndedOn: '2026-01-10' } : {};
    const focus = standardId.startsWith('FOC') ? { grade: 'GENERAL' } : {};
    const body = { standardId, basis: [basis()], facts: '查明的事实', ...black, ...focus, ...changes };
    const drafter = this.product.as(`${unit}-drafter`);
    const answer = await drafter.done('GenerateInitialEntry', { subjectId: this.subjectId }, body);
    return new ListEntry(this, unit, answer.body.created.entryId as string);
  }

  /** An entry that came into being by another act. */
  known(unit: 'a' | 'b', entryId: string): ListEntry {
    return new ListEntry(this, unit, entryId);
  }

  /** Publicity, its end at `ready`, recognition. */
  async red(dates: { ready: string }, unit: 'a' | 'b' = 'a'): Promise<ListEntry> {
    const entry = await this.entry('RED-1', unit);
    await entry.publicity();
    await this.product.advanceTo(dates.ready);
    return entry.recognized({ validity: { value: 3, unit: 'YEAR' } });
  }

  /** Notice on the day, recognition when its window is over. */
  async black(dates: { ready: string }, standardId = 'BLK-1', terms: object = {}): Promise<ListEntry> {
    return this.noticed(standardId, dates, 'a', terms);
  }

  async focus(dates: { ready: string }, unit: 'a' | 'b' = 'a'): Promise<ListEntry> {
    return this.noticed('FOC-1', dates, unit, { validity: { value: 1, unit: 'YEAR' } });
  }

  /** All entries as the supervisor sees the dossier, now or then. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async seen(query: Params = {}): Promise<any> {
    await this.product.settled();
    const asked = new URLSearchParams(query);
    const { status, body, text } = await this.product.as('supervisor').get(`/subjects/${this.subjectId}?${asked}`);
    if (status !== 200) throw new Error(`the dossier cannot be seen: ${text}`);
    return body;
  }

  private async noticed(
    standardId: string,
    { ready }: { ready: string },
    unit: 'a' | 'b',
    terms: object,
  ): Promise<ListEntry> {
    const entry = await this.entry(standardId, unit);
    await entry.given('drafter', 'ServePriorNotice', { terms });
    await this.product.advanceTo(ready);
    return entry.recognized(terms);
  }
}

/** Who acts: somebody of the unit whose entry it is, somebody by account, or the subject. */
export type Who = 'drafter' | 'approver' | 'handler' | 'head' | 'self' | (string & {}) | Actor;

/** One entry. Commands that need the id of a case, a proposal … are given the newest, unless the test names one. */
export class ListEntry {
  private readonly ids: Record<string, string> = {};

  constructor(
    readonly dossier: Dossier,
    readonly unit: 'a' | 'b',
    readonly entryId: string,
  ) {}

  get product(): Product {
    return this.dossier.product;
  }
  get params(): Params {
    return { ...this.ids, subjectId: this.dossier.subjectId, entryId: this.entryId };
  }
  get path(): string {
    return `/subjects/${this.dossier.subjectId}/entries/${this.entryId}`;
  }

  async when(
    who: Who,
    command: RoutedCommand,
    body: object = {},
    ids: Params = {},
    headers?: Headers,
  ): Promise<Answer> {
    const params = { ...this.params, ...ids };
    const proposal = TAKES_PROPOSAL.has(command) ? { proposalId: params['proposalId'] } : {};
    const repair = TAKES_REPAIR.has(command) ? { repairId: params['repairId'] } : {};
    const today = legalDateOf(this.product.now);
    const usual = { ...USUAL[command], ...(command === 'ApplyForRepair' && { commitmentPublishedOn: today }) };
    const whole = { ...usual, ...proposal, ...repair, ...body };
    const sent = Object.keys(whole).length === 0 ? undefined : whole;
    const answer = await this.actor(who).post(command, params, sent, headers);
    const created: Record<string, string> = answer.body?.created ?? {};
    const caseId = created['objectionId'] ?? created['verificationId'];
    Object.assign(this.ids, created, caseId !== undefined && { caseId });
    return answer;
  }

  /** It is done; @throws Error when it was refused */
  async given(who: Who, command: RoutedCommand, body: object = {}, ids: Params = {}): Promise<Answer> {
    const answer = await this.when(who, command, body, ids);
    if (answer.status > 201) throw new Error(`${command} answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  /** Newest id of a kind. */
  id(name: string): string {
    const id = this.params[name];
    if (id === undefined) throw new Error(`there is no ${name} yet`);
    return id;
  }

  async publicity(): Promise<Answer> {
    await this.given('drafter', 'PerformCrossCheck');
    return this.given('drafter', 'StartPublicity', await this.publicityBody());
  }

  async publicityBody(): Promise<object> {
    return {
      ...(await this.shown('PUBLICITY')),
      channels: [{ channelId: `portal-${this.unit}` }, { channelId: 'credit-china' }],
      objectionContact: '0951-1234567',
    };
  }

  async recognized(terms: object = {}, decided: object = {}): Promise<this> {
    await this.given('drafter', 'ProposeRecognition', { terms });
    await this.given('approver', 'RecognizeEntry', decided);
    return this;
  }

  async published(): Promise<Answer> {
    const channels = [`portal-${this.unit}`, 'credit-china', 'enterprise'].map((channelId) => ({ channelId }));
    return this.given('drafter', 'PublishEntry', { ...(await this.shown('PUBLICATION')), channels });
  }

  /** What the clerk approves before it is shown. */
  async shown(
    kind: 'PUBLICITY' | 'PUBLICATION',
    names: readonly string[] = [],
  ): Promise<{ readonly approvedContentHash: string; readonly confirmedFindings: readonly string[] }> {
    const asked = { kind, ...(names.length > 0 && { names }) };
    const { body, status, text } = await this.actor('drafter').send('POST', `${this.path}/shown-text`, asked);
    if (status !== 200) throw new Error(`no preview: ${text}`);
    const findings = body.findings as { findingId: string }[];
    const confirmedFindings = findings.map(({ findingId }) => findingId);
    return { approvedContentHash: body.contentHash as string, confirmedFindings, ...(names.length > 0 && { names }) };
  }

  /** An objection, taken in. Returns its id. */
  async objection(who: Who = 'self', filed: object = {}, accepted: object = {}): Promise<string> {
    const { body } = await this.given(who, 'FileObjection', filed);
    await this.given('handler', 'AcceptObjection', accepted);
    return body.created.objectionId as string;
  }

  /** … referred to the provider, and answered. */
  async replied(finding: string, caseId: string = this.id('caseId')): Promise<void> {
    await this.given('handler', 'ReferToProvider', {}, { caseId });
    await this.given('c-provider', 'SubmitVerificationReply', { finding }, { caseId });
  }

  async repaired(): Promise<Answer> {
    await this.given('drafter', 'RecordRepairCheck');
    await this.given('drafter', 'ProposeRepairDecision');
    return this.given('approver', 'DecideRepair');
  }

  /** The entry as the supervisor reads it, when everything has followed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async seen(): Promise<any> {
    await this.product.settled();
    const { status, body, text } = await this.product.as('supervisor').get(this.path);
    if (status !== 200) throw new Error(`the entry cannot be seen: ${text}`);
    return body;
  }

  /** Its deadlines of a rule, oldest first, by the board. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the answer under test
  async deadlines(key: string): Promise<readonly any[]> {
    await this.product.settled();
    const { body } = await this.product.as('supervisor').get(`/deadlines?key=${key}&limit=200`);
    return (body.items as { entryId: string }[]).filter(({ entryId }) => entryId === this.entryId);
  }

  /** Types of the events of this entry, in their order. */
  events(): Promise<readonly string[]> {
    return this.product.eventTypes(this.dossier.subjectId, this.entryId);
  }

  private actor(who: Who): Actor {
    if (typeof who !== 'string') return who;
    if (who === 'self') return this.dossier.self;
    return this.product.as(OWN.has(who) ? `${this.unit}-${who}` : who);
  }
}

const OWN = new Set(['drafter', 'approver', 'handler', 'head']);
const TAKES_PROPOSAL = new Set<RoutedCommand>([
  ...(['RecognizeEntry', 'DecideNotToRecognize', 'WaivePriorNotice', 'RevokeEntry', 'DecideRepair'] as const),
  ...(['ExtendValidity', 'ReinstateEntry', 'LiftIrreparableMark', 'RevokeRepairConsent'] as const),
  'ErasePersonalData',
]);
const TAKES_REPAIR = new Set<RoutedCommand>(['ProposeRepairDecision', 'ProposeRepairConsentRevocation']);
