// Walks through the product and prints what was sent and what came back, as Markdown: docs/walk.md is its output.
//   npm start -- --fresh --port 4000        (in one terminal)
//   node examples/walk.mjs http://127.0.0.1:4000 > docs/walk.md
import { readFileSync } from 'node:fs';

const base = process.argv[2] ?? 'http://127.0.0.1:3000';
const tokens = new Map();
const print = (text) => console.log(text);

async function token(officialId) {
  if (!tokens.has(officialId)) {
    const answer = await fetch(`${base}/demo/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ officialId }),
    });
    tokens.set(officialId, (await answer.json()).token);
  }
  return tokens.get(officialId);
}

/** Long lists are cut after two rows, long texts after 160 characters; nothing else is changed. */
function shorten(value) {
  if (typeof value === 'string') return value.length > 160 ? `${value.slice(0, 160)}…` : value;
  if (Array.isArray(value)) {
    const rows = value.slice(0, 2).map(shorten);
    return value.length > 2 ? [...rows, `… ${value.length - 2} more`] : rows;
  }
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]));
  return value;
}

async function send(who, method, path, body, only) {
  const form = body instanceof FormData;
  const answer = await fetch(base + path, {
    method,
    headers: {
      ...(who ? { authorization: `Bearer ${await token(who)}` } : {}),
      ...(body && !form ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  const json = text.startsWith('{') ? JSON.parse(text) : text;
  if (!only?.quiet) {
    const shown = only?.fields ? Object.fromEntries(only.fields.map((field) => [field, json[field]])) : json;
    print('```http');
    print(`${method} ${path}${who ? `            (as ${who})` : ''}`);
    if (form)
      print(
        [...body].map(([name, value]) => `${name}: ${value instanceof Blob ? `<${value.name}>` : value}`).join('\n'),
      );
    else if (body) print(JSON.stringify(shorten(body), null, 2));
    print(`\n→ ${answer.status}`);
    print(JSON.stringify(shorten(shown), null, 2));
    print('```\n');
  }
  if (answer.status >= 400 && !only?.refused) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return json;
}

const post = (who, path, body, only) => send(who, 'POST', path, body, only);
const get = (who, path, only) => send(who, 'GET', path, undefined, only);
const say = (text) => print(`${text}\n`);
const heading = (text) => print(`## ${text}\n`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function finished(who, batchId) {
  for (;;) {
    const job = await get(who, `/batches/${batchId}`, { quiet: true });
    if (job.state === 'DONE') return job;
    if (job.state === 'FAILED') throw new Error(JSON.stringify(job));
    await pause(300);
  }
}

/** Moves the clock of the demonstration by whole days. */
async function days(count, only) {
  const now = new Date(last.now);
  now.setUTCDate(now.getUTCDate() + count);
  last.now = now.toISOString();
  return post('o-officer', '/demo/clock', { now: last.now }, only);
}
const last = { now: new Date().toISOString() };
const channels = [{ channelId: 'portal-a' }, { channelId: 'credit-china' }, { channelId: 'gsxt' }];

print('# A walk through Mingdan\n');
say(
  'Everything below was sent to a freshly started demonstration (`npm start -- --fresh`) by `examples/walk.mjs`, and is what came back. Long lists and texts are cut, nothing else. Ids and dates will be others for you.',
);

heading('1. A list of 500 from a spreadsheet');
say('The clerk of unit A tries the list first. Nothing is recorded by a dry run.');
const file = () =>
  new File([readFileSync(new URL('initial-list-red.csv', import.meta.url))], 'initial-list-red.csv', {
    type: 'text/csv',
  });
const upload = (mode) => {
  const form = new FormData();
  form.append('standardId', 'RED-1');
  form.append('mode', mode);
  form.append('file', file());
  return form;
};
const tried = await post('a-drafter', '/batches', upload('dryRun'), { fields: ['batchId', 'state', 'total'] });
await finished('a-drafter', tried.batchId);
await get('a-drafter', `/batches/${tried.batchId}`, { fields: ['state', 'total', 'accepted', 'refused', 'duplicate'] });
say('Which rows are wrong, and why:');
await get('a-drafter', `/batches/${tried.batchId}/rows?state=REFUSED`);
say('Then in earnest. The answer comes at once; the work is a job with progress.');
const list = await post('a-drafter', '/batches', upload('import'), {
  fields: ['batchId', 'state', 'total', 'fileKeptUntil'],
});
await finished('a-drafter', list.batchId);
await get('a-drafter', `/batches/${list.batchId}`, { fields: ['state', 'accepted', 'refused', 'duplicate'] });

heading('2. The whole list from cross-check to publication');
say(
  'One call an act; each entry is decided for itself, with a row by row result. First against the black lists, local and national:',
);
const act = async (who, name, parameters, more = {}) => {
  const job = await post(
    who,
    '/list-acts',
    { act: name, filter: { batchId: list.batchId }, parameters, ...more },
    { fields: ['batchId', 'state', 'total'] },
  );
  if (job.state === 'HELD') {
    say('So many at once are an unusual share of the list: the act waits until a second person has confirmed it.');
    await post('a-head', `/batches/${job.batchId}/confirmation`, undefined, {
      fields: ['batchId', 'state', 'heldFor', 'confirmedBy'],
    });
  }
  const done = await finished(who, job.batchId);
  say(`Done: ${done.accepted} accepted, ${done.refused} refused of ${done.total}.`);
  return done;
};
await act('a-drafter', 'CROSS_CHECK', {});
say('Publicity (公示) on the portal of the unit and on the credit portal, as the standard wants:');
await act('a-drafter', 'PUBLICITY', { channels, objectionContact: '0951-0000000' }, { renderedTextsApproved: true });
say(
  'The publicity runs seven working days. The clock of the demonstration goes there, and stops at each due instant on its way:',
);
await days(14);
say('The drafter proposes, the approver decides; one person cannot do both.');
await act('a-drafter', 'PROPOSE_RECOGNITION', {
  terms: { validity: { value: 2, unit: 'YEAR' } },
  reasons: '符合认定标准，公示无异议。',
});
await act('a-approver', 'RECOGNIZE', { decisionNo: '示市监信〔2026〕R{n}号', firstNumber: 1 });
await act('a-drafter', 'PUBLISH', { channels }, { renderedTextsApproved: true });
await act('a-drafter', 'REPORT', { platformId: 'city-platform', reportRef: 'BS-R-{n}', firstNumber: 1 });
say('The public sees them, masked where it must be:');
await get(null, '/public/lists/red?limit=2');

heading('3. A black entry: notice before anything else');
const subject = await post('a-drafter', '/subjects', {
  subjectType: 'ENTERPRISE',
  identifier: { kind: 'USCC', value: '91640100MA00TE5T2G' },
  name: '示范市行路人商贸有限公司',
});
const { subjectId } = subject;
const entry = await post('a-drafter', `/subjects/${subjectId}/entries`, {
  standardId: 'BLK-1',
  basis: [
    {
      class: 'ADMIN_OR_CRIMINAL',
      docNo: '示市监罚〔2026〕W1号',
      issuer: '示范市市场监管局',
      date: '2026-10-20',
      legallyEffective: true,
    },
  ],
  facts: '2026年3月至6月生产、销售不符合保障人体健康国家标准的产品。',
  grade: 'SERIOUS',
  actEndedOn: '2026-06-30',
  amountInvolved: 260000,
});
const at = `/subjects/${subjectId}/entries/${entry.entryId}`;
say(
  'To recognise it at once is refused, with the rule and the clause. Nothing is recorded; the refusal stands in the access-audit register.',
);
await post(
  'a-drafter',
  `${at}/proposals/recognition`,
  { terms: { validity: { value: 3, unit: 'YEAR' } }, reasons: '符合认定标准。' },
  { refused: true },
);
await post('a-drafter', `${at}/prior-notices`, {
  recipientRole: 'SUBJECT',
  facts: '生产、销售不符合保障人体健康国家标准的产品。',
  reasons: '货值金额达到认定标准。',
  proposedMeasures: ['限制参与政府采购'],
  terms: { validity: { value: 3, unit: 'YEAR' } },
  channel: 'counter',
  receiptRef: 'SD-W-0001',
});
say('Five working days to speak. Then the two persons:');
await days(9, { quiet: true });
const proposal = await post('a-drafter', `${at}/proposals/recognition`, {
  terms: { validity: { value: 3, unit: 'YEAR' } },
  reasons: '期限内未陈述申辩，事实清楚。',
});
await post(
  'a-drafter',
  `${at}/recognition`,
  { proposalId: proposal.created.proposalId, decisionNo: '示市监失信〔2026〕W1号' },
  { refused: true },
);
await post('a-approver', `${at}/recognition`, {
  proposalId: proposal.created.proposalId,
  decisionNo: '示市监失信〔2026〕W1号',
});
const text = await post('a-drafter', `${at}/shown-text`, { kind: 'PUBLICATION' });
await post('a-drafter', `${at}/publication`, { channels, approvedContentHash: text.contentHash });
await post(
  'a-drafter',
  `${at}/platform-reports`,
  { platformId: 'city-platform', reportRef: 'BS-W-1' },
  { fields: ['events'] },
);
await post('a-drafter', `${at}/measures`, { items: ['procurement-ban'] }, { fields: ['events'] });

heading('4. An objection suspends, a decision resumes');
const objection = await post('a-handler', `${at}/objections`, {
  objector: { identifier: { kind: 'USCC', value: '91640100MA00TE5T2G' }, name: '示范市行路人商贸有限公司' },
  standing: 'SUBJECT',
  grounds: ['FACTS_WRONG'],
  text: '涉案产品并非本公司生产。',
  reliefSought: '请求撤销列入决定。',
  channel: 'counter',
});
const { objectionId } = objection.created;
say('Taken in: marked and suspended in the same append.');
const accepted = await post('a-handler', `${at}/objections/${objectionId}/acceptance`, {});
say('Whoever asks now learns that nothing may be applied:');
const ask = () =>
  post('c-implementer', '/decisions', {
    identifier: { kind: 'USCC', value: '91640100MA00TE5T2G' },
    purpose: { purposeCode: 'BID_REVIEW', matterNo: '示公资〔2026〕8号' },
    after: accepted.position,
  });
await ask();
await post(
  'a-handler',
  `${at}/cases/${objectionId}/referral`,
  { providerUnitId: 'unit-c', questions: '请核实涉案产品的生产者。' },
  { fields: ['events'] },
);
await days(2, { quiet: true });
await post(
  'c-provider',
  `${at}/cases/${objectionId}/reply`,
  { finding: 'ACCURATE', facts: '经查，涉案产品由该公司生产。' },
  { fields: ['events'] },
);
say('The official who approved the entry may not decide on the objection to it; the head of the unit does.');
await post(
  'a-approver',
  `${at}/objections/${objectionId}/decision`,
  { outcome: 'DISMISSED', reasons: '经核实，异议理由不成立。' },
  { refused: true },
);
await post('a-head', `${at}/objections/${objectionId}/decision`, {
  outcome: 'DISMISSED',
  reasons: '经核实，异议理由不成立。',
});

heading('5. Repair, and the exit');
say('An application comes too early, is recorded, and refused at the intake by the rules:');
const repairBody = {
  methods: ['主动纠正失信行为'],
  materials: [{ type: '履行义务证明', docId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10', sha256: 'a'.repeat(64) }],
  commitment: '承诺依法诚信经营。',
  commitmentPublishedOn: last.now.slice(0, 10),
  receivedVia: 'RECOGNIZING_UNIT',
};
const early = await post('a-drafter', `${at}/repairs`, repairBody, { fields: ['created'] });
await post('a-drafter', `${at}/repairs/${early.created.repairId}/intake`, { complete: true }, { fields: ['events'] });
say('A year later (the clock stops at every due instant of the whole city on its way):');
await days(380);
const repair = await post('a-drafter', `${at}/repairs`, repairBody, { fields: ['created'] });
const { repairId } = repair.created;
await post('a-drafter', `${at}/repairs/${repairId}/intake`, { complete: true }, { fields: ['events'] });
await post(
  'a-drafter',
  `${at}/repairs/${repairId}/checks`,
  { method: 'SITE_CHECK', result: 'SATISFIED', notes: '现场核查，整改到位。' },
  { fields: ['events'] },
);
const consent = await post(
  'a-drafter',
  `${at}/proposals/repair-decision`,
  { repairId, agree: true, reasons: '已纠正失信行为并履行义务。' },
  { fields: ['created'] },
);
say(
  'Consent ends the entry, stops its measures, and lists the subject for focus as the black decision fixed, in one append:',
);
await post('a-approver', `${at}/repair-decision`, {
  proposalId: consent.created.proposalId,
  decisionNo: '示市监修〔2027〕W1号',
});

heading('6. The whole history, and the day as it was');
await days(1, { quiet: true });
say('Each event in plain words, with actor, basis and receipt:');
const story = await get('a-handler', `/subjects/${subjectId}/timeline?limit=200`, { quiet: true });
print('| when | 事件 | event |\n| --- | --- | --- |');
for (const row of story.items)
  print(`| ${row.recordedAt.slice(0, 10)} | ${row.zh} | ${row.en} |`.replaceAll('\n', ' '));
print('');
say('And the dossier as it was known while the objection was being verified:');
await get(
  'a-handler',
  `/subjects/${subjectId}?asOf=${encodeURIComponent(new Date(Date.parse(last.now) - 382 * 86_400_000).toISOString())}`,
);
