import type { EntryEvents } from '#libs/dossier';
import { EXIT_REASONS, FIELDS, FOCUS_MODES, LISTS, REVOCATION_GROUNDS, duration, legalBasis } from './labels.js';
import type { tellPreparation } from './tell-preparation.js';
import { evidence, facts, list, reasons, when, type Tellers, type TimelineText } from './told.js';

type Listed = Omit<EntryEvents, keyof typeof tellPreparation>;

/** From the recognition to the end of the exit chain. */
export const tellListed: Tellers<Listed> = {
  EntryRecognized: ({ decisionNo, decidedOn, recordedOn, backdated, terms, legalBasis: bases, mode, ...rest }) => {
    const basis = legalBasis(bases);
    const repair = when(terms.repairable, () => ({
      zh: `可以修复信用${terms.earliestRepairOn ? `，最早于${terms.earliestRepairOn}` : ''}${terms.repairMethods?.length ? `，方式：${terms.repairMethods.join('、')}` : ''}。`,
      en: ` Repair is possible${terms.earliestRepairOn ? ` from ${terms.earliestRepairOn}` : ''}${terms.repairMethods?.length ? ` by ${terms.repairMethods.join(', ')}` : ''}.`,
    }));
    const barred = when(terms.repairable === false, () => ({
      zh: '认定为不得修复信用。',
      en: ' It is marked irreparable.',
    }));
    const watched = when(mode, (m) => ({ zh: `方式：${FOCUS_MODES[m].zh}。`, en: ` Mode: ${FOCUS_MODES[m].en}.` }));
    const [appeal, suit] = [duration(rest.remedyInfo.reconsideration), duration(rest.remedyInfo.litigation)];
    const late = when(backdated, () => ({ zh: `（${recordedOn}补录）`, en: ` (recorded late, on ${recordedOn})` }));
    return {
      zh: `${decidedOn}作出认定决定${decisionNo}${late.zh}，列入名单，有效期自${terms.validFrom}至${terms.validTo} 24时；依据${basis.zh}。${repair.zh}${barred.zh}${watched.zh}可自知道之日起${appeal.zh}内申请行政复议，或者${suit.zh}内提起行政诉讼。`,
      en: `Recognised by decision ${decisionNo} of ${decidedOn}${late.en}; valid from ${terms.validFrom} to the end of ${terms.validTo}, under ${basis.en}.${repair.en}${barred.en}${watched.en} Reconsideration may be sought within ${appeal.en}, or suit brought within ${suit.en}.`,
      texts: [reasons(rest.reasons)],
    };
  },
  DecisionServed: ({ decisionNo, repairGuideRef, channel, servedOn, receiptRef }) => {
    const guide = when(repairGuideRef, () => ({ zh: '与信用修复告知书', en: ' with the repair guide' }));
    return {
      zh: `${servedOn}以${channel}送达决定书${decisionNo}${guide.zh}，回证${receiptRef}。`,
      en: `Decision ${decisionNo} was served${guide.en} on ${servedOn} by ${channel}; receipt ${receiptRef}.`,
    };
  },
  EntryPublished: ({ channels, publishedOn, publishUntil, maskProfile, authority, maskedText }) => {
    const where = list(channels.map((c) => c.channelId));
    const by = when(authority, (a) => {
      const named = legalBasis([a]);
      return { zh: `，公开依据${named.zh}`, en: `, authorised by ${named.en}` };
    });
    return {
      zh: `${publishedOn}在${where.zh}发布，至${publishUntil}（脱敏规则${maskProfile}）${by.zh}。`,
      en: `Published on ${where.en} from ${publishedOn} to ${publishUntil}, masked by ${maskProfile}${by.en}.`,
      texts: [{ zh: '发布内容', en: 'Text published', text: maskedText }],
    };
  },
  EntryReportedToPlatform: ({ platformId, reportedOn, reportRef }) => ({
    zh: `${reportedOn}报送${platformId}（${reportRef}）。`,
    en: `Reported to platform ${platformId} on ${reportedOn} (${reportRef}).`,
  }),
  PlatformReceiptConfirmed: ({ platformId, receiptNo, confirmedOn }) => ({
    zh: `${confirmedOn}${platformId}确认收到，回执${receiptNo}。`,
    en: `Platform ${platformId} confirmed the report on ${confirmedOn}, receipt ${receiptNo}.`,
  }),
  DisputeMarkApplied: ({ personRef }) => ({
    zh: personRef ? '对责任人员记录加注异议标注。' : '加注异议标注：异议核实中。',
    en: personRef ? 'The record of a responsible person was marked as disputed.' : 'The entry was marked as disputed.',
  }),
  DisputeMarkCleared: ({ personRef }) => ({
    zh: personRef ? '责任人员记录的异议标注已清除。' : '异议标注已清除。',
    en: personRef ? 'The dispute mark of a responsible person was cleared.' : 'The dispute mark was cleared.',
  }),
  EntryCorrected: ({ changes, reason, correctedOn }) => {
    const fields = {
      zh: changes.map((c) => FIELDS[c.field].zh).join('、'),
      en: changes.map((c) => FIELDS[c.field].en).join(', '),
    };
    const values: TimelineText[] = changes.map(({ field, newValue }) => ({
      zh: `更正后${FIELDS[field].zh}`,
      en: `Corrected ${FIELDS[field].en}`,
      text: typeof newValue === 'number' ? String(newValue) : newValue,
    }));
    return {
      zh: `${correctedOn}更正：${fields.zh}。`,
      en: `Corrected on ${correctedOn}: ${fields.en}.`,
      texts: [...values, reasons(reason)],
    };
  },
  EntryRevoked: ({ ground, reasons: why, revokedOn }) => ({
    zh: `${revokedOn}依据${REVOCATION_GROUNDS[ground].zh}撤销列入。`,
    en: `The listing was revoked on ${revokedOn} because of ${REVOCATION_GROUNDS[ground].en}.`,
    texts: [reasons(why)],
  }),
  EntryAnnulledAfterExit: ({ annulledOn, reasons: why }) => ({
    zh: `${annulledOn}查明认定有误，该条目的历史记录标注为无效。`,
    en: `On ${annulledOn} the entry, already ended, was found to have been wrong; its history is void.`,
    texts: [reasons(why)],
  }),
  ValidityExtended: ({ newValidTo, legalBasis: basis, reasons: why }) => {
    const by = legalBasis([basis]);
    return {
      zh: `有效期延长至${newValidTo}，依据${by.zh}。`,
      en: `The validity was extended to ${newValidTo} under ${by.en}.`,
      texts: [reasons(why)],
    };
  },
  IrreparableMarkLifted: ({ earliestRepairOn, repairMethods, liftedOn, reasons: why }) => {
    const how = list(repairMethods);
    return {
      zh: `${liftedOn}解除不得修复标注，最早于${earliestRepairOn}可以修复，方式：${how.zh}。`,
      en: `The irreparable mark was lifted on ${liftedOn}; repair is possible from ${earliestRepairOn} by ${how.en}.`,
      texts: [reasons(why)],
    };
  },
  ImproperUseInquiryOpened: ({ facts: what, heardBy, openedOn }) => ({
    zh: `${openedOn}对不当利用红名单立案调查，主体可于${heardBy}前陈述意见。`,
    en: `An inquiry into improper use of the red list was opened on ${openedOn}; the subject is heard until ${heardBy}.`,
    texts: [facts(what)],
  }),
  ImproperUseHeard: ({ text, heardOn }) => ({
    zh: `${heardOn}听取主体意见。`,
    en: `The subject was heard on ${heardOn}.`,
    texts: [{ zh: '意见', en: 'Statement', text }],
  }),
  ImproperUseFound: ({ facts: what, evidence: refs, foundOn }) => ({
    zh: `${foundOn}认定存在不当利用红名单行为。`,
    en: `Improper use of the red list was found on ${foundOn}.`,
    texts: [facts(what), ...evidence(refs)],
  }),
  ImproperUseNotFound: ({ reasons: why, foundOn }) => ({
    zh: `${foundOn}未发现不当利用，调查终结。`,
    en: `The inquiry ended on ${foundOn}: no improper use was found.`,
    texts: [reasons(why)],
  }),
  StandardChangeReviewOpened: ({ change, oldVersion, newVersion, compared, openedOn, dueOn }) => {
    const text = compared.map(({ field, before, after }) => `${field}：${before ?? '—'} → ${after ?? '—'}`).join('；');
    return change === 'RETIRED'
      ? {
          zh: `认定标准已废止，${openedOn}启动逐条复核，应于${dueOn}前决定。`,
          en: `The standard was retired; the review of this entry was opened on ${openedOn} and is due on ${dueOn}.`,
        }
      : {
          zh: `认定标准由第${oldVersion}版修订为第${newVersion}版，${openedOn}启动逐条复核，应于${dueOn}前决定。条文对比：${text}。`,
          en: `The standard was revised from version ${oldVersion} to ${newVersion}; the review of this entry was opened on ${openedOn} and is due on ${dueOn}. Text compared: ${text}.`,
        };
  },
  StandardReviewDecided: ({ newVersion, result, reasons: why, decidedOn }) => ({
    zh: `${decidedOn}按标准第${newVersion}版复核：${result === 'CONFORMS' ? '符合，继续有效' : '不符合'}。`,
    en: `Reviewed under version ${newVersion} of the standard on ${decidedOn}: ${result === 'CONFORMS' ? 'it conforms and stays' : 'it does not conform'}.`,
    texts: [reasons(why)],
  }),
  BasisAnnulled: ({ docNo, organ, annulledOn }) => ({
    zh: `认定依据${docNo}于${annulledOn}被${organ}撤销。`,
    en: `The document it rests on, ${docNo}, was annulled by ${organ} on ${annulledOn}.`,
  }),
  EntryExited: ({ exitReason, effectiveOn }) => ({
    zh: `退出名单，原因：${EXIT_REASONS[exitReason].zh}；自${effectiveOn}起不再列入。`,
    en: `The entry left the list because ${EXIT_REASONS[exitReason].en}; it no longer counts from ${effectiveOn}.`,
  }),
  ExitAnnounced: ({ to, channels, missing, text, announcedOn }) => {
    const where = list(channels);
    const lacks = when(missing.length > 0 && list(missing), (m) => ({
      zh: `；原发布渠道${m.zh}尚未公告`,
      en: `; still missing on ${m.en}, where it had been published`,
    }));
    return {
      zh:
        to === 'SUBJECT'
          ? `${announcedOn}通知主体已退出名单。`
          : `${announcedOn}在${where.zh}发布退出公告${lacks.zh}。`,
      en:
        to === 'SUBJECT'
          ? `The subject was told of the exit on ${announcedOn}.`
          : `The exit was announced on ${where.en} on ${announcedOn}${lacks.en}.`,
      texts: [{ zh: '公告内容', en: 'Announcement', text }],
    };
  },
  EntryTakenDown: ({ channels, takenDownOn }) => {
    const where = list(channels);
    return { zh: `${takenDownOn}从${where.zh}撤下。`, en: `Taken down from ${where.en} on ${takenDownOn}.` };
  },
  PlatformDeletionRequested: ({ platformId, requestedOn }) => ({
    zh: `${requestedOn}请求${platformId}删除。`,
    en: `Platform ${platformId} was asked on ${requestedOn} to delete the entry.`,
  }),
  PlatformDeletionConfirmed: ({ platformId, receiptNo, confirmedOn }) => ({
    zh: `${confirmedOn}${platformId}确认已删除，回执${receiptNo}。`,
    en: `Platform ${platformId} confirmed the deletion on ${confirmedOn}, receipt ${receiptNo}.`,
  }),
  ReputationRestorationNoticePublished: ({ channels, text, publishedOn }) => {
    const where = list(channels);
    return {
      zh: `${publishedOn}在${where.zh}发布恢复信誉、消除影响公告。`,
      en: `A notice restoring the reputation of the subject was published on ${where.en} on ${publishedOn}.`,
      texts: [{ zh: '公告内容', en: 'Notice', text }],
    };
  },
  EntryReinstated: ({ because, remainingValidTo, reinstatedOn, reasons: why }) => ({
    zh: `${reinstatedOn}恢复列入，原因：${because === 'FALSE_REPAIR' ? '修复材料虚假' : '致其退出的条目已撤销'}；有效期仍至${remainingValidTo}。`,
    en: `Reinstated on ${reinstatedOn} because ${because === 'FALSE_REPAIR' ? 'the repair rested on false material' : 'the entry that had removed it was revoked as wrong'}; it stays valid to ${remainingValidTo}.`,
    texts: [reasons(why)],
  }),
  FocusListingTriggered: ({ focusValidTo, mode }) => ({
    zh: `退出后随即列入${LISTS.FOCUS.zh}（${FOCUS_MODES[mode].zh}），有效期至${focusValidTo}。`,
    en: `On leaving, the subject was at once put on the ${LISTS.FOCUS.en} (${FOCUS_MODES[mode].en}) until ${focusValidTo}.`,
  }),
  FocusWarningIssued: ({ channel, text, focusValidTo, issuedOn, receiptRef }) => ({
    zh: `${issuedOn}以${channel}向主体发出警示，重点关注有效期至${focusValidTo}，回证${receiptRef}。`,
    en: `The subject was warned by ${channel} on ${issuedOn} that it is on the focus list until ${focusValidTo}; receipt ${receiptRef}.`,
    texts: [{ zh: '警示内容', en: 'Warning', text }],
  }),
  TransferToBlackInitiated: ({ actDocNo, actOn }) => ({
    zh: `因${actOn}的严重失信行为（${actDocNo}），启动转入黑名单程序。`,
    en: `Transfer to the black list was begun because of the serious act of ${actOn} (${actDocNo}).`,
  }),
  RepairTrainingRecorded: ({ course, attendees, heldOn }) => ({
    zh: `${heldOn}参加信用培训“${course}”。`,
    en: `Training "${course}" was attended on ${heldOn}.`,
    texts: [{ zh: '参加人员', en: 'Attendees', text: attendees }],
  }),
};
