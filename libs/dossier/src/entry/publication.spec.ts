import { findingIdOf, type ScrubFinding } from '#libs/subjects';
import { act } from '../testing/acts.js';
import { activeBlack } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, CHANNELS, OTHERS } from '../testing/world.js';

const black = () => activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
const FINDINGS: readonly ScrubFinding[] = [
  { kind: 'PHONE', start: 4, length: 11, replacement: '***' },
  { kind: 'NAME', start: 20, length: 2, replacement: '某某' },
];
const confirmedFindings = FINDINGS.map(findingIdOf);
const on = (...ids: string[]) => act('PublishEntry', { channels: ids.map((channelId) => ({ channelId })) });
const closed = (channelId: string, closedOn: string) => ({
  channels: CHANNELS.map((one) => (one.channelId === channelId ? { ...one, closedOn } : one)),
});

describe('what may be published, and where (3.12, 6.4)', () => {
  it('names the channels that the list and the kind of subject require (S1 三、十九)', () => {
    const s = black();
    const outcome = s.when(on('credit-china'), A.drafter);
    outcome.refuse('CHANNELS_INCOMPLETE');
    expect(() => outcome.accept()).toThrow(
      'On the BLACK list a subject of type ENTERPRISE is shown on UNIT_PORTAL, CREDIT_PORTAL, ENTERPRISE_PUBLICITY; ' +
        'missing: UNIT_PORTAL, ENTERPRISE_PUBLICITY.',
    );
  });

  it('shows nothing new on a channel that has closed, and still announces and takes down there (3.9)', () => {
    const s = black().where(closed('enterprise', '2026-09-16')).given(act('PublishEntry'), A.drafter);
    s.where(closed('enterprise', '2026-09-15')).when(act('PublishEntry'), A.drafter).refuse('CHANNEL_CLOSED');
    s.given(act('RecordBasisAnnulled', { annulledOn: '2026-09-28' }), A.drafter, '2026-09-28');
    s.when(act('AnnounceExit', { channels: ['enterprise'] }), A.drafter).expectEvents([
      ['ExitAnnounced', { channels: ['enterprise'], missing: ['portal-a', 'credit-china'] }],
    ]);
    s.when(act('TakeDownEntry', { channels: ['enterprise'] }), A.drafter).expectEvents(['EntryTakenDown']);
  });

  it('is published without identifiers, once every replacement is confirmed (S1 十九)', () => {
    const s = black();
    const rendering = { template: 'shown-text@1', unitName: '甲局', standardTitle: '标准', findings: FINDINGS };
    const scrubbed = { rendering };
    s.when(act('PublishEntry', scrubbed), A.drafter).refuse('FINDINGS_UNCONFIRMED');
    s.when(act('PublishEntry', { ...scrubbed, confirmedFindings: confirmedFindings.slice(1) }), A.drafter).refuse(
      'FINDINGS_UNCONFIRMED',
    );
    s.when(act('PublishEntry', { ...scrubbed, confirmedFindings }), A.drafter).expectAmong([
      ['EntryPublished', { maskProfile: 'public', rendering }],
    ]);
  });

  it('and so is every notice, with the hash of its text in the event', () => {
    const s = black().given(act('PublishEntry'), A.drafter);
    s.given(act('RecordBasisAnnulled', { annulledOn: '2026-09-28' }), A.drafter, '2026-09-28');
    for (const type of ['AnnounceExit', 'PublishRestorationNotice'] as const) {
      const notice = { channels: ['portal-a'], text: '公告', findings: FINDINGS };
      s.when(act(type, notice), A.drafter).refuse('FINDINGS_UNCONFIRMED');
      s.when(act(type, { ...notice, confirmedFindings }), A.drafter).expectAmong([
        [
          type === 'AnnounceExit' ? 'ExitAnnounced' : 'ReputationRestorationNoticePublished',
          { contentHash: 'sha256:2', findings: FINDINGS },
        ],
      ]);
    }
    s.when(act('RunExitChain', { text: '系统' }), OTHERS.system).expectAmong([
      ['ExitAnnounced', { contentHash: 'sha256:2', findings: [] }],
    ]);
  });
});
