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
  PERIOD_REVERSED: refusal(
    422,
    'a period ends after it begins',
    'spec 3.2',
    '期间{field}的终止日期早于起始日期。',
    'The period {field} ends before it begins.',
  ),
};
