import { refusal } from './text.js';

/** Refusals: the record. */
export const recordRefusals = {
  SUBJECT_ALREADY_REGISTERED: refusal(
    409,
    'one subject, one dossier',
    'spec 3.4',
    '该信用主体已建档。',
    'The subject is already registered.',
  ),
  DATE_IN_FUTURE: refusal(
    422,
    'what is recorded has happened',
    'spec 3.5 R5',
    '日期{field}（{date}）在将来。',
    'The date {field} ({date}) is in the future.',
  ),
  DATE_BEFORE: refusal(
    422,
    'one date follows another',
    'spec 3.2',
    '日期{field}（{date}）早于{other}。',
    'The date {field} ({date}) is before {other}.',
  ),
  JOINED_WITH_ITSELF: refusal(
    422,
    'two dossiers are joined',
    'spec 3.5 DossiersJoined',
    '档案不能与自身合并。',
    'A dossier is not joined with itself.',
  ),
  OTHER_SUBJECT_UNKNOWN: refusal(
    404,
    'both dossiers are there',
    'spec 3.5 DossiersJoined',
    '没有档案{other}。',
    'There is no dossier {other}.',
  ),
  OTHER_ALREADY_JOINED: refusal(
    409,
    'a dossier goes on in one place',
    'spec 3.5 DossiersJoined',
    '档案{other}已经合并。',
    'Dossier {other} has been joined already.',
  ),
  OTHER_DOSSIER_OLDER: refusal(
    409,
    'the older dossier goes on',
    'spec 3.5 DossiersJoined',
    '档案{other}建档在先，请在该档案提请合并。',
    'Dossier {other} is the older one; propose the joining there.',
  ),
  SUBJECT_KINDS_DIFFER: refusal(
    409,
    'a natural person and an organisation are two subjects',
    'spec 1.1 Subject, 3.5 DossiersJoined',
    '自然人与单位不是同一主体，不得合并。',
    'A natural person and an organisation are not one subject.',
  ),
  PERIOD_REVERSED: refusal(
    422,
    'a period ends after it begins',
    'spec 3.2',
    '期间{field}的终止日期早于起始日期。',
    'The period {field} ends before it begins.',
  ),
};
