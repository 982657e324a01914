import { closeBox, newKey, openBox } from './box.js';
import { SealBroken } from './errors.js';

describe('a box', () => {
  const key = newKey();
  const box = closeBox(key, ['text', 'p-1', 'e-1'], Buffer.from('张三丰'));

  it('opens with its key and context', () => {
    expect(openBox(key, ['text', 'p-1', 'e-1'], box).toString()).toBe('张三丰');
  });

  it.each(['', 'x', '张三丰𠮷', '\0\ud800'])('takes a text as its bytes in UTF-8: %j', (text) => {
    const ofText = closeBox(key, ['text'], text);
    expect(ofText).toHaveLength(1 + 12 + Buffer.byteLength(text) + 16);
    expect(openBox(key, ['text'], ofText)).toEqual(Buffer.from(text));
  });

  it('shows nothing of its content and never looks the same twice', () => {
    expect(box.includes(Buffer.from('张'))).toBe(false);
    expect(closeBox(key, ['text', 'p-1', 'e-1'], Buffer.from('张三丰')).equals(box)).toBe(false);
  });

  it('never takes a nonce again', () => {
    const nonces = Array.from({ length: 2_000 }, () => closeBox(key, ['text'], Buffer.of()).toString('hex', 1, 13));
    expect(new Set(nonces).size).toBe(2_000);
  });

  it('does not open when any one of its bytes is altered', () => {
    for (let at = 0; at < box.length; at += 1) {
      const altered = Buffer.from(box);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => openBox(key, ['text', 'p-1', 'e-1'], altered)).toThrow(SealBroken);
    }
  });

  it('does not open when cut, under another key, or in another place', () => {
    for (let length = 0; length < box.length; length += 1)
      expect(() => openBox(key, ['text', 'p-1', 'e-1'], box.subarray(0, length))).toThrow(SealBroken);
    expect(() => openBox(newKey(), ['text', 'p-1', 'e-1'], box)).toThrow(SealBroken);
    expect(() => openBox(key, ['text', 'p-1', 'e-2'], box)).toThrow(SealBroken);
    expect(() => openBox(key, ['text', 'p-1e', '-1'], box)).toThrow(SealBroken);
    expect(() => openBox(key, ['file', 'p-1', 'e-1'], box)).toThrow(SealBroken);
  });
});
