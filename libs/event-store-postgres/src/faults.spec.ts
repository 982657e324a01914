import { faultOf, unavailable } from './faults.js';

const withCode = (code: string): Error => Object.assign(new Error('what the server said about 王某'), { code });

describe('faultOf', () => {
  it.each(['08006', '57P01', '57P02', '57P03', '58030', 'XX000', '25P03', 'ECONNRESET', 'EPIPE', 'EBUSY'])(
    'takes %s as a lost connection: the outcome is unknown',
    (code) => expect(faultOf(withCode(code))).toBe('lost'),
  );
  it('takes an error without a code as a lost connection', () => {
    expect(faultOf(new Error('Connection terminated unexpectedly'))).toBe('lost');
  });
  it.each(['57014', '53100', '53200', '40001', '40P01', '55P03', '25006'])(
    'takes %s as refused: nothing was written',
    (code) => expect(faultOf(withCode(code))).toBe('refused'),
  );
  it.each(['42P01', '42501', '22P02', '23505', '25001', 'P0001'])('takes %s as a defect', (code) =>
    expect(faultOf(withCode(code))).toBe('defect'),
  );
  it('takes a mistake in a call as a defect', () => {
    expect(faultOf(new TypeError('no'))).toBe('defect');
  });
});

describe('unavailable', () => {
  it('tells the code and keeps the words of the server out of its message', () => {
    expect(unavailable(withCode('53100'), false)).toMatchObject({
      message: 'PostgreSQL is not available (53100)',
      outcomeUnknown: false,
    });
    expect(unavailable(new Error('secret'), true)).toMatchObject({
      message: 'PostgreSQL is not available (no answer)',
      outcomeUnknown: true,
    });
  });
});
