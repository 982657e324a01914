import { StoreUnavailable } from '#libs/event-store';
import {
  CallTimedOut,
  ConnectionGone,
  droppedAsTooSlow,
  EventStoreDbRefusal,
  faultOf,
  ForeignEvent,
  reasonOf,
  translated,
  unavailable,
} from './faults.js';

const shown = (marks: { type?: string; code?: number; message?: string }): Error =>
  Object.assign(new Error(marks.message ?? 'what the server said about 王某'), marks);

describe('faultOf', () => {
  it.each([
    ['a wrong revision, which has no message', { type: 'wrong-expected-version', message: '' }, 'conflict'],
    ['an append that is too large', { type: 'maximum-append-size-exceeded' }, 'too-large'],
    ['a stream that is not there', { type: 'stream-not-found', code: 5 }, 'absent'],
    ['a node that does not lead', { type: 'not-leader', code: 5 }, 'moving'],
    ['a node that starts', { type: 'unknown', message: 'Could not recognize Server Is Not Ready' }, 'moving'],
    ['a node that starts, by a reset', { type: 'unavailable', code: 14, message: 'Server Is Not Ready' }, 'moving'],
    ['nobody listening', { code: 14, message: '14 UNAVAILABLE: No connection established. ECONNREFUSED' }, 'refused'],
    ['no member of a cluster answering', { message: 'Failed to discover after 10 attempts.' }, 'refused'],
    ['a dropped connection', { type: 'unavailable', code: 14, message: 'Connection dropped' }, 'lost'],
    ['the same without a type', { code: 14, message: 'read ECONNRESET' }, 'lost'],
    ['a reset stream', { type: 'unknown', code: 13, message: 'Received RST_STREAM with code 0' }, 'lost'],
    ['a time-out of the server', { type: 'timeout', code: 10 }, 'lost'],
    ['a deadline', { type: 'deadline-exceeded', code: 4 }, 'lost'],
    ['a deadline without a type', { code: 4 }, 'lost'],
    ['a call cancelled by the server', { type: 'cancelled', code: 1 }, 'lost'],
    ['a failure without a name', { type: 'unknown', code: 2 }, 'lost'],
    ['missing rights', { type: 'access-denied', code: 7 }, 'defect'],
    ['wrong credentials', { code: 16 }, 'defect'],
    ['a stream deleted for ever', { type: 'stream-deleted', code: 9 }, 'defect'],
    ['a method the server has not', { code: 12 }, 'defect'],
  ] as const)('takes %s as what it is', (_, marks, fault) => expect(faultOf(shown(marks))).toBe(fault));

  it('knows its own errors', () => {
    expect(faultOf(new CallTimedOut())).toBe('lost');
    expect(faultOf(new ConnectionGone())).toBe('lost');
    expect(faultOf(new ForeignEvent('dossier-1', 3n))).toBe('defect');
    expect(faultOf(new TypeError('no'))).toBe('defect');
    expect(faultOf('thrown text')).toBe('lost');
  });
});

describe('droppedAsTooSlow', () => {
  it.each([
    ['by type', shown({ type: 'timeout' })],
    ['by code', shown({ code: 10 })],
    ['as aborted', Object.assign(new Error('aborted'), { name: 'AbortError' })],
  ])('knows it %s', (_, error) => expect(droppedAsTooSlow(error)).toBe(true));

  it('does not take a lost connection for it', () => {
    expect(droppedAsTooSlow(shown({ type: 'unavailable', code: 14 }))).toBe(false);
  });
});

describe('what the callers are told', () => {
  it('has the kind and the code and no word of the server', () => {
    const error = shown({ type: 'unavailable', code: 14, message: 'connect esdb://admin:changeit@db 王某' });
    expect(unavailable(error, true)).toMatchObject({
      message: 'EventStoreDB is not available (unavailable, code 14)',
      outcomeUnknown: true,
    });
    expect(reasonOf(new Error('Server Is Not Ready'))).toBe('not ready');
    expect(reasonOf(new CallTimedOut())).toBe('timed out');
    expect(reasonOf(new ConnectionGone())).toBe('connection given up');
    expect(reasonOf(undefined)).toBe('no answer');
    const untrusted = shown({
      type: 'unavailable',
      code: 14,
      message: 'Error: unable to verify the first certificate',
    });
    expect(reasonOf(untrusted)).toBe("the server's certificate was not accepted");
  });

  it('is StoreUnavailable where it may pass, a refusal where it does not, and a mistake of ours as it is', () => {
    expect(translated(shown({ code: 14 }), false)).toBeInstanceOf(StoreUnavailable);
    const refusal = translated(shown({ type: 'access-denied', code: 7 }), true);
    expect(refusal).toBeInstanceOf(EventStoreDbRefusal);
    expect(refusal).toMatchObject({
      reason: 'access-denied',
      message: 'EventStoreDB refused the call (access-denied)',
    });
    expect(translated(shown({ code: 16 }), false)).toMatchObject({ reason: 'code 16' });
    const mistake = new TypeError('no position');
    expect(translated(mistake, false)).toBe(mistake);
  });
});
